package io.hotswap.store.redis;

import static io.hotswap.contracts.log.LogException.Kind.OUTCOME_UNKNOWN;
import static io.hotswap.testkit.log.LogFixtures.at;
import static io.hotswap.testkit.log.LogFixtures.await;
import static io.hotswap.testkit.log.LogFixtures.refused;
import static io.hotswap.testkit.log.LogFixtures.texts;
import static io.hotswap.testkit.time.Patience.eventually;
import static io.hotswap.testkit.time.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.log.LogException;
import io.hotswap.contracts.log.LogStore.ClaimMode;
import io.hotswap.contracts.log.StreamId;
import io.hotswap.testkit.log.RecordingFollower;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutageTest {
  private static final Duration TTL = Duration.ofHours(1);
  private static final StreamId FACTS = StreamId.facts(1);

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

  private void open(JsonObject config) {
    log = TestLog.open(vertx, node, config);
  }

  @Test
  void aKilledServerThatComesBackLosesAndDoublesNothing() {
    open(TestLog.config(server));
    try (Load one = Load.on(log, 1);
        Load other = Load.on(log, 2)) {
      for (int i = 0; i < 4; i++) {
        one.advance(300);
        server.kill();
        server.start();
      }
      one.advance(300);
      other.advance(300);
      one.finish();
      other.finish();
      assertThat(one.failure()).isNull();
      assertThat(log.health()).isEmpty();
      one.checkWith(log);
      other.checkWith(log);
      RedisLog fresh = TestLog.open(vertx, node.resolve("other"), TestLog.config(server));
      one.checkWith(fresh);
      await(fresh.close());
    }
  }

  @Test
  void cutConnectionsLoseAndDoubleNothing() {
    open(TestLog.config(server));
    try (Load load = Load.on(log, 1)) {
      for (int i = 0; i < 30; i++) {
        load.advance(20);
        server.say("CLIENT KILL TYPE normal SKIPME yes");
      }
      load.advance(100);
      load.finish();
      assertThat(load.failure()).isNull();
      load.checkWith(log);
    }
  }

  @Test
  void aServerThatForgetsItsScriptsGetsThemAgain() {
    open(TestLog.config(server));
    try (Load load = Load.on(log, 1)) {
      for (int i = 0; i < 5; i++) {
        load.advance(50);
        assertThat(server.say("SCRIPT FLUSH")).startsWith("+OK");
      }
      load.advance(50);
      load.finish();
      assertThat(load.failure()).isNull();
      load.checkWith(log);
    }
  }

  @Test
  void aServerThatStandsStillIsNoticedAndNothingIsDoneTwice() {
    open(TestLog.config(server).put("command-timeout", "300ms"));
    try (Load load = Load.on(log, 1)) {
      load.advance(50);
      // Blocks for 1 s: what was sent meanwhile runs afterwards, and so does its repetition.
      server.say("DEBUG SLEEP 1");
      load.advance(100);
      load.finish();
      assertThat(load.failure()).isNull();
      load.checkWith(log);
    }
  }

  @Test
  void pastTheLongestOutageTheOutcomeIsUnknownUntilTheShardIsClaimedAgain() {
    open(TestLog.config(server).put("outage-max", "300ms"));
    long epoch = await(log.claim(1, "a", TTL, ClaimMode.IF_FREE)).epoch();
    await(log.append(1, epoch, 1, List.of(at(FACTS, 0, "x")), true));
    server.kill();
    Future<Void> lost = log.append(1, epoch, 2, List.of(at(FACTS, 1, "y")), true);
    Future<Void> behind = log.append(1, epoch, 3, List.of(at(FACTS, 2, "z")), true);
    refused(OUTCOME_UNKNOWN, lost);
    refused(OUTCOME_UNKNOWN, behind);
    refused(OUTCOME_UNKNOWN, log.append(1, epoch, 2, List.of(at(FACTS, 1, "y")), true));
    refused(OUTCOME_UNKNOWN, log.end(FACTS));
    assertThat(log.health()).hasValueSatisfying(why -> assertThat(why).contains("not connected"));

    server.start();
    eventually(() -> assertThat(log.health()).isEmpty());
    refused(OUTCOME_UNKNOWN, log.append(1, epoch, 2, List.of(at(FACTS, 1, "y")), true));
    var claim = await(log.claim(1, "a", TTL, ClaimMode.IF_FREE));
    assertThat(claim.epoch()).isGreaterThan(epoch);
    assertThat(claim.factsEnd()).isEqualTo(1);
    await(log.append(1, claim.epoch(), 1, List.of(at(FACTS, 1, "again")), true));
    assertThat(texts(await(log.read(FACTS, 0, 10, 1000)))).containsExactly("x", "again");
  }

  @Test
  void aFollowerGoesOnAfterAnOutage() {
    open(TestLog.config(server));
    RecordingFollower follower = new RecordingFollower();
    await(log.follow(FACTS, 0, follower)).request(1_000_000);
    try (Load load = Load.on(log, 1)) {
      load.advance(50);
      server.kill();
      server.start();
      load.advance(50);
      load.finish();
      eventually(
          () -> assertThat(follower.offsets()).hasSize((int) load.acknowledged()).isSorted());
    }
    assertThat(follower.errors()).isEmpty();
  }

  @Test
  void whatTheServerRefusesForGoodFailsAloneWithItsWords() {
    open(TestLog.config(server));
    long epoch = await(log.claim(1, "a", TTL, ClaimMode.IF_FREE)).epoch();
    long other = await(log.claim(2, "a", TTL, ClaimMode.IF_FREE)).epoch();
    // Somebody else's key of another type where ours should be.
    server.say("SET {hotswap:1}:stream:0:0 1");
    Future<Void> bad = log.append(1, epoch, 1, List.of(at(FACTS, 0, "x")), true);
    Future<Void> good = log.append(2, other, 1, List.of(at(StreamId.facts(2), 0, "x")), true);
    refused(OUTCOME_UNKNOWN, bad);
    await(good);
    assertThat(bad.cause()).isInstanceOf(LogException.class).hasMessageContaining("WRONGTYPE");
  }

  @Test
  void aQueueThatIsFullRefusesAtOnce() {
    open(TestLog.config(server).put("queue-max", "4KiB").put("append-max", "4KiB"));
    long epoch = await(log.claim(1, "a", TTL, ClaimMode.IF_FREE)).epoch();
    server.kill();
    patiently().until(() -> log.health().isPresent());
    String text = "x".repeat(3000);
    Future<Void> first = log.append(1, epoch, 1, List.of(at(FACTS, 0, text)), true);
    refused(LogException.Kind.FULL, log.append(1, epoch, 2, List.of(at(FACTS, 1, text)), true));
    server.start();
    await(first);
  }
}
