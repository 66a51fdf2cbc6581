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
  ( if [ "$(type -t "$1")" = function ]; then "$@"; else exec "$@"; fi ) >"$BENCH_DATA/log" 2>&1 </dev/null &
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

# A Debian tree with peers in it (install.sh makes one) is entered by chroot; else they are on PATH.
tree="$peers/debian"
name="$(basename "$0" .sh)"
if [ -d "$tree/usr" ]; then
  inside="/srv/$name"
  data="$tree$inside"
else
  inside="$BENCH_DATA/data"
  data="$inside"
fi

# has COMMAND: whether the peer can be started
has() {
  if [ -d "$tree/usr" ]; then
    chroot "$tree" sh -c "command -v $1" >/dev/null 2>&1
  else
    command -v "$1" >/dev/null
  fi
}

# within COMMAND...: in the tree if there is one; replaces this process
within() {
  if [ -d "$tree/usr" ]; then exec chroot "$tree" "$@"; else exec "$@"; fi
}

fresh() {
  rm -rf "$data"
  mkdir -p "$data"
}

run() {
  case "${1:-}" in
    start) start ;;
    stop) stop ;;
    *) fail "usage: $0 start|stop" ;;
  esac
}
