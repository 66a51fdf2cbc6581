#!/bin/bash
# Redis with an append-only file; the argument is appendfsync: always or everysec. No snapshots beside it.
. "$(dirname "$0")/common.sh"
. "$here/stores.sh"
fsync="$1"

start() { start_redis "$fsync"; }

stop() {
  end "$BENCH_DATA/pid"
  rm -rf "$data"
  remove_stores
}

run "$2"
