#!/bin/bash
# NATS JetStream with file storage; argument always: fsync before each confirm, default: each two minutes, its own.
. "$(dirname "$0")/common.sh"
interval=""
[ "$1" != always ] || interval=", sync_interval: always"

start() {
  has nats-server || not_installed "nats-server: not on PATH nor in BENCH_PEERS"
  fresh
  echo "listen: 127.0.0.1:$BENCH_PORT
jetstream { store_dir: \"$inside/js\", max_file_store: 40G, max_memory_store: 1G$interval }" >"$data/nats.conf"
  launch within nats-server -c "$inside/nats.conf"
  ready logged 'Server is ready'
}

stop() {
  end "$BENCH_DATA/pid"
  rm -rf "$data"
}

run "$2"
