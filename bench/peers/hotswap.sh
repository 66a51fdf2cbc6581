#!/bin/bash
# A node of the distribution that this source tree built; with the argument postgres or redis, over that store.
. "$(dirname "$0")/common.sh"
. "$here/stores.sh"
# HOTSWAP_SCRIPT: that of another build, to compare two of them.
hotswap="${HOTSWAP_SCRIPT:-$here/../../hotswap}"
# The heap that the other brokers on a JVM have.
export HOTSWAP_JAVA_OPTIONS="${HOTSWAP_JAVA_OPTIONS:--Xms1g -Xmx1g}"
store=""
if [ $# -gt 1 ]; then
  store="$1"
  shift
fi

# configure LINES: of a node with that store
configure() {
  printf 'kernel: {store-plugin: store.%s}\nstore.%s: %s\n' "$store" "$store" "$1" >"$BENCH_DATA/node.yaml"
  aside
}

start() {
  postgres_port=$((BENCH_PORT + 1))
  redis_port=$((BENCH_PORT + 1))
  case "$store" in
    postgres)
      start_postgres
      configure "{host: 127.0.0.1, port: $postgres_port, database: postgres, user: postgres, ssl: disable}"
      ;;
    redis)
      start_redis always
      configure "{address: 'redis://127.0.0.1:$redis_port'}"
      ;;
    *) echo '{}' >"$BENCH_DATA/node.yaml" ;;
  esac
  launch "$hotswap" start --conf "$BENCH_DATA/node.yaml" --port "$BENCH_PORT" --data "$BENCH_DATA/node"
  ready logged '^HotSwap ready'
  "$hotswap" token --data "$BENCH_DATA/node" >"$BENCH_DATA/token"
}

stop() {
  end "$BENCH_DATA/pid"
  end "$BENCH_DATA/store-pid"
  rm -rf "$BENCH_DATA/node"
  remove_stores
}

run "$@"
