package io.hotswap.store.redis;

import static io.hotswap.contracts.log.LogException.Kind.FULL;
import static io.hotswap.contracts.log.LogStore.ClaimMode.IF_FREE;
import static io.hotswap.testkit.log.LogFixtures.at;
import static io.hotswap.testkit.log.LogFixtures.await;
import static io.hotswap.testkit.log.LogFixtures.badArgument;
import static io.hotswap.testkit.log.LogFixtures.refused;
import static io.hotswap.testkit.log.LogFixtures.snapshot;
import static io.hotswap.testkit.time.Patience.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.hotswap.contracts.log.Durability;
import io.hotswap.contracts.log.StreamId;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryTest {
  private static final Duration TTL = Duration.ofHours(1);
  private static final StreamId MESSAGES = StreamId.messages(1, 5, 0);

  @TempDir Path data;
  @TempDir Path node;
  private final Vertx vertx = Vertx.vertx();
  private RedisProcess server;
  private RedisLog log;

  @BeforeEach
  void startServer() {
    server = RedisProcess.start(data);
  }

  @AfterEach
  void stopAll() {
    if (log != null) {
      await(log.close());
    }
    server.close();
    await(vertx.close());
  }

  @Test
  void publishesAreRefusedBeforeAcksAndAFullServerCanStillBeTrimmed() {
    server.say("CONFIG SET maxmemory 24mb");
    log =
        TestLog.open(
            vertx, node, TestLog.config(server).put("low-water", "8MiB").put("tail-cache", "0"));
    long epoch = await(log.claim(1, "a", TTL, IF_FREE)).epoch();
    String big = "x".repeat(1 << 20);
    int made = 0;
    while (log.usage().freeBytes() > (2 << 20)) {
      await(log.append(1, epoch, made + 1, List.of(at(MESSAGES, made, big)), false));
      made++;
    }
    String bigger = "x".repeat(3 << 20);
    refused(FULL, log.append(1, epoch, made + 1, List.of(at(MESSAGES, made, bigger)), false));
    await(log.append(1, epoch, made + 1, List.of(at(MESSAGES, made, big)), true));
    made++;

    server.say("CONFIG SET maxmemory 4mb");
    refused(FULL, log.append(1, epoch, made + 1, List.of(at(MESSAGES, made, "x")), true));
    await(log.renew(1, epoch, TTL));
    await(log.saveSnapshot(epoch, snapshot(1, 0, "s")));
    await(log.trim(1, epoch, MESSAGES, made));
    server.say("CONFIG SET maxmemory 24mb");
    int after = made;
    eventually(() -> assertThat(log.usage().freeBytes()).isGreaterThan(8 << 20));
    await(log.append(1, epoch, after + 1, List.of(at(MESSAGES, after, big)), false));
    assertThat(log.health()).isEmpty();
  }

  @Test
  void whatIsTooBigIsNamed() {
    log =
        TestLog.open(
            vertx,
            node,
            TestLog.config(server).put("append-max", "1KiB").put("snapshot-max", "1KiB"));
    long epoch = await(log.claim(1, "a", TTL, IF_FREE)).epoch();
    String big = "x".repeat(1000);
    badArgument("appends", log.append(1, epoch, 1, List.of(at(MESSAGES, 0, big)), true));
    badArgument("snapshot", log.saveSnapshot(epoch, snapshot(1, 0, big, big)));
    badArgument("stream", log.forget(1, epoch, StreamId.facts(1)));
    badArgument("before", log.trim(1, epoch, MESSAGES, -1));
    badArgument("from", log.read(MESSAGES, -1, 1, 1));
  }

  @Test
  void waitingForTheFileGivesTheLevelOfAFile() {
    assumeThat(server.say("COMMAND INFO WAITAOF")).as("redis 7.2").contains("waitaof");
    server.say("CONFIG SET appendfsync everysec");
    log = TestLog.open(vertx, node, TestLog.config(server).put("wait-aof", true));
    assertThat(log.durability()).isEqualTo(Durability.FSYNC);
    RedisLog other =
        TestLog.open(vertx, node.resolve("other"), TestLog.config(server).put("wait-aof", true));
    try (Load load = Load.on(log, 1)) {
      load.advance(60);
      server.kill();
      server.start();
      load.advance(60);
      load.finish();
      assertThat(load.failure()).isNull();
      load.checkWith(other);
      assertThat(await(other.end(StreamId.facts(1)))).isGreaterThanOrEqualTo(120);
    }
    await(other.close());
  }
}
