#!/bin/bash
# Artemis as `artemis create` sets it up, journal over libaio, from ARTEMIS_HOME or BENCH_PEERS/artemis.
. "$(dirname "$0")/common.sh"
artemis="${ARTEMIS_HOME:-$peers/artemis}/bin/artemis"
instance="$BENCH_DATA/instance"

start() {
  [ -x "$artemis" ] || not_installed "artemis: not in ARTEMIS_HOME nor BENCH_PEERS/artemis"
  "$artemis" create "$instance" --aio --user bench --password bench --allow-anonymous --silent --host 127.0.0.1 \
    --http-host 127.0.0.1 --default-port "$BENCH_PORT" --http-port $((BENCH_PORT + 1)) --no-amqp-acceptor \
    --no-hornetq-acceptor --no-mqtt-acceptor --no-stomp-acceptor >"$BENCH_DATA/log" 2>&1 || fail "artemis create failed"
  sed -i 's#tcp://0\.0\.0\.0#tcp://127.0.0.1#' "$instance/etc/broker.xml"
  launch "$instance/bin/artemis" run
  ready logged 'AMQ221007'
}

stop() {
  end "$BENCH_DATA/pid"
  rm -rf "$instance"
}

run "$1"
