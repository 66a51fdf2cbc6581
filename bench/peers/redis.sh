#!/bin/bash
# Redis with an append-only file; the argument is appendfsync: always or everysec. No snapshots beside it.
. "$(dirname "$0")/common.sh"
fsync="$1"

start() {
  has redis-server || not_installed "redis-server: not on PATH nor in BENCH_PEERS"
  fresh
  launch within redis-server --bind 127.0.0.1 --port "$BENCH_PORT" --daemonize no --dir "$inside" \
    --save '' --appendonly yes --appendfsync "$fsync"
  ready logged 'Ready to accept connections'
}

stop() {
  end "$BENCH_DATA/pid"
  rm -rf "$data"
}

run "$2"
