# Read by every NAME.sh: where things are, starting, waiting until ready, stopping.
# BENCH_DATA: folder of this server. BENCH_PORT: where it listens. BENCH_PEERS: folder with peers that are not on PATH.
set -eu
: "${BENCH_DATA:?a folder for the server}" "${BENCH_PORT:?a port}"
peers="${BENCH_PEERS:-/nonexistent}"
here="$(cd "$(dirname "$0")" && pwd -P)"

not_installed() {
  echo "$*"
  exit 3
}

fail() {
  echo "$*"
  [ ! -f "$BENCH_DATA/log" ] || tail -n 5 "$BENCH_DATA/log"
  exit 1
}

milliseconds() { echo $(($(date +%s%N) / 1000000)); }

listening() { (exec 3<>"/dev/tcp/127.0.0.1/$BENCH_PORT") 2>/dev/null; }

logged() { grep -q "$1" "$BENCH_DATA/log"; }

# launch COMMAND...: in the background; its process id goes to the file pid
launch() {
  ! listening || fail "port $BENCH_PORT: taken (expected: free)"
  began=$(milliseconds)
  "$@" >"$BENCH_DATA/log" 2>&1 </dev/null &
  echo $! >"$BENCH_DATA/pid"
}

# ready CHECK...: until it succeeds, a minute at most
ready() {
  while ! "$@"; do
    kill -0 "$(cat "$BENCH_DATA/pid")" 2>/dev/null || fail "it ended"
    [ $(($(milliseconds) - began)) -lt 60000 ] || fail "not ready after a minute"
    sleep 0.02
  done
  echo $(($(milliseconds) - began)) >"$BENCH_DATA/ready-ms"
}

# end FILE: SIGTERM to the process that it names, SIGKILL after 20 s
end() {
  [ -f "$1" ] || return 0
  pid=$(cat "$1")
  rm -f "$1"
  kill "$pid" 2>/dev/null || return 0
  for _ in $(seq 200); do
    kill -0 "$pid" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -9 "$pid" 2>/dev/null || true
}

run() {
  case "${1:-}" in
    start) start ;;
    stop) stop ;;
    *) fail "usage: $0 start|stop" ;;
  esac
}
