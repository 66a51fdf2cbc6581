#!/bin/bash
# Puts peers into a folder, for BENCH_PEERS: install.sh FOLDER. Needs root, Debian or Ubuntu, and Maven; some minutes.
set -eu
to="${1:?a folder}"
mkdir -p "$to"
to="$(cd "$to" && pwd -P)"
artemis=2.56.0
kafka=4.4.0

# Redis, NATS and RabbitMQ: current versions, in a Debian 13 of their own, which is entered by chroot.
apt-get update -q
apt-get install -y --no-install-recommends debootstrap libaio1 || apt-get install -y debootstrap libaio1t64
[ -d "$to/debian/usr" ] || debootstrap --variant=minbase --include=nats-server,rabbitmq-server,redis-server trixie "$to/debian"

if [ ! -d "$to/kafka" ]; then
  cat >"$to/kafka-pom.xml" <<X
<project><modelVersion>4.0.0</modelVersion><groupId>bench</groupId><artifactId>kafka</artifactId><version>1</version>
<packaging>pom</packaging><dependencies>
<dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>$kafka</version><exclusions>
<exclusion><groupId>org.apache.kafka</groupId><artifactId>kafka-tools-api</artifactId></exclusion></exclusions></dependency>
<dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-slf4j-impl</artifactId><version>2.25.5</version></dependency>
</dependencies></project>
X
  mvn -B -q -f "$to/kafka-pom.xml" dependency:copy-dependencies -DoutputDirectory="$to/kafka"
fi

if [ ! -d "$to/artemis" ]; then
  mvn -B -q dependency:copy -Dartifact="org.apache.artemis:apache-artemis:$artemis:tar.gz:bin" -DoutputDirectory="$to"
  tar -xzf "$to/apache-artemis-$artemis-bin.tar.gz" -C "$to"
  mv "$to/apache-artemis-$artemis" "$to/artemis"
fi
echo "export BENCH_PEERS=$to"
