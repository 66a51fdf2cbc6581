#!/bin/bash
# PostgreSQL by itself, for queues in tables.
. "$(dirname "$0")/common.sh"
. "$here/stores.sh"

start() { start_postgres; }

stop() {
  end "$BENCH_DATA/pid"
  remove_stores
}

run "$@"
