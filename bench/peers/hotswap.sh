#!/bin/bash
# A node of the distribution that this source tree built.
. "$(dirname "$0")/common.sh"
# HOTSWAP_SCRIPT: that of another build, to compare two of them.
hotswap="${HOTSWAP_SCRIPT:-$here/../../hotswap}"
# The heap that the other brokers on a JVM have.
export HOTSWAP_JAVA_OPTIONS="${HOTSWAP_JAVA_OPTIONS:--Xms1g -Xmx1g}"

start() {
  launch "$hotswap" start --port "$BENCH_PORT" --data "$BENCH_DATA/node"
  ready logged '^HotSwap ready'
  "$hotswap" token --data "$BENCH_DATA/node" >"$BENCH_DATA/token"
}

stop() {
  end "$BENCH_DATA/pid"
  rm -rf "$BENCH_DATA/node"
}

run "$@"
