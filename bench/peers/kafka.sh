#!/bin/bash
# Kafka, one KRaft node on the jars of KAFKA_HOME/libs or BENCH_PEERS/kafka; argument flush: log.flush.interval.messages=1.
. "$(dirname "$0")/common.sh"
jars="${KAFKA_HOME:+$KAFKA_HOME/libs}"
jars="${jars:-$peers/kafka}"
flush=""
[ "$1" != flush ] || flush="log.flush.interval.messages=1"

start() {
  compgen -G "$jars/kafka_2.13-*.jar" >/dev/null || not_installed "kafka: no jars in KAFKA_HOME/libs nor BENCH_PEERS/kafka"
  controller=$((BENCH_PORT + 1))
  cat >"$BENCH_DATA/server.properties" <<C
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$controller
listeners=PLAINTEXT://127.0.0.1:$BENCH_PORT,CONTROLLER://127.0.0.1:$controller
advertised.listeners=PLAINTEXT://127.0.0.1:$BENCH_PORT
controller.listener.names=CONTROLLER
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs=$BENCH_DATA/data
num.partitions=2
offsets.topic.num.partitions=4
offsets.topic.replication.factor=1
share.coordinator.state.topic.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
$flush
C
  java -cp "$jars/*" kafka.tools.StorageTool format -t "$(head -c 16 /dev/urandom | base64 | tr '+/' '-_' | cut -c1-22)" \
    -c "$BENCH_DATA/server.properties" >"$BENCH_DATA/log" 2>&1 || fail "the storage was not formatted"
  launch java -Xms1g -Xmx1g -XX:+UseG1GC -XX:MaxGCPauseMillis=20 -XX:InitiatingHeapOccupancyPercent=35 \
    -cp "$jars/*" kafka.Kafka "$BENCH_DATA/server.properties"
  ready listening
}

stop() {
  end "$BENCH_DATA/pid"
  rm -rf "$BENCH_DATA/data"
}

run "$2"
