#!/bin/bash
# RabbitMQ, one node; the client asks for quorum queues.
. "$(dirname "$0")/common.sh"
epmd_port=$((BENCH_PORT + 1))

start() {
  server="$(rabbitmq)"
  [ -n "$server" ] || not_installed "rabbitmq-server: not on PATH nor in BENCH_PEERS"
  fresh
  if [ -d "$tree/usr" ]; then
    [ -e "$tree/proc/1" ] || mount -t proc proc "$tree/proc"
    grep -q localhost "$tree/etc/hosts" 2>/dev/null || echo '127.0.0.1 localhost' >>"$tree/etc/hosts"
  fi
  echo "listeners.tcp.1 = 127.0.0.1:$BENCH_PORT
disk_free_limit.absolute = 100MB
log.console = true
log.console.level = warning" >"$data/rabbitmq.conf"
  (within epmd -address 127.0.0.1 -port "$epmd_port") >"$BENCH_DATA/epmd.log" 2>&1 </dev/null &
  echo $! >"$BENCH_DATA/epmd.pid"
  launch within env HOME="$inside" LANG=C.UTF-8 ERL_EPMD_ADDRESS=127.0.0.1 ERL_EPMD_PORT="$epmd_port" \
    RABBITMQ_NODENAME=bench@localhost RABBITMQ_BASE="$inside" RABBITMQ_MNESIA_BASE="$inside/mnesia" \
    RABBITMQ_LOG_BASE="$inside/log" RABBITMQ_CONFIG_FILE="$inside/rabbitmq.conf" \
    RABBITMQ_ENABLED_PLUGINS_FILE="$inside/enabled_plugins" RABBITMQ_DIST_PORT=$((BENCH_PORT + 2)) \
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1}" "$server"
  ready listening
}

# The script that Debian puts on PATH insists on a user of its own; the one below it does not.
rabbitmq() {
  for one in /usr/lib/rabbitmq/bin/rabbitmq-server rabbitmq-server; do
    if has "$one"; then
      echo "$one"
      return
    fi
  done
}

stop() {
  # The launcher is a shell, and the virtual machine its child.
  launcher=$(cat "$BENCH_DATA/pid" 2>/dev/null || echo 0)
  for child in $(ps -o pid= --ppid "$launcher" 2>/dev/null); do
    echo "$child" >"$BENCH_DATA/child.pid"
    end "$BENCH_DATA/child.pid"
  done
  end "$BENCH_DATA/pid"
  end "$BENCH_DATA/epmd.pid"
  [ ! -e "$tree/proc/1" ] || umount "$tree/proc" || true
  rm -rf "$data"
}

run "$1"
