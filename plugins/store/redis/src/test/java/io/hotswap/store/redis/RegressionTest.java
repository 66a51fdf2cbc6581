package io.hotswap.store.redis;

import static io.hotswap.contracts.log.LogException.Kind.STORE_REGRESSED;
import static io.hotswap.testkit.log.LogFixtures.at;
import static io.hotswap.testkit.log.LogFixtures.await;
import static io.hotswap.testkit.log.LogFixtures.refused;
import static io.hotswap.testkit.log.LogFixtures.texts;
import static io.hotswap.testkit.time.Patience.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.contracts.log.Claim;
import io.hotswap.contracts.log.LogStore.ClaimMode;
import io.hotswap.contracts.log.StreamId;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is started again on an older copy of its files has lost what it acknowledged. */
class RegressionTest {
  private static final Duration TTL = Duration.ofHours(1);
  private static final StreamId FACTS = StreamId.facts(1);

  @TempDir Path data;
  @TempDir Path older;
  @TempDir Path node;
  private final Vertx vertx = Vertx.vertx();
  private RedisProcess server;
  private RedisLog log;
  private long epoch;

  @BeforeEach
  void startServer() {
    server = RedisProcess.start(data);
    log = TestLog.open(vertx, node, TestLog.config(server));
    epoch = await(log.claim(1, "a", TTL, ClaimMode.IF_FREE)).epoch();
    append(1, "kept");
  }

  @AfterEach
  void stopAll() {
    await(log.close());
    server.close();
    await(vertx.close());
  }

  private void append(long seq, String text) {
    await(log.append(1, epoch, seq, List.of(at(FACTS, seq - 1, text)), true));
  }

  /** Goes on and then continues on the files as they were now. */
  private void loseWhat(Runnable happens) {
    server.kill();
    copy(data, older);
    server.start();
    happens.run();
    server.kill();
    server = server.in(older);
    server.start();
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : (Iterable<Path>) all::iterator) {
        Path target = to.resolve(from.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  @Test
  void theShardIsFrozenAndTheOthersGoOn() {
    loseWhat(() -> append(2, "lost"));

    refused(STORE_REGRESSED, log.append(1, epoch, 3, List.of(at(FACTS, 2, "x")), true));
    refused(STORE_REGRESSED, log.claim(1, "a", TTL, ClaimMode.SEIZE));
    refused(STORE_REGRESSED, log.renew(1, epoch, TTL));
    refused(STORE_REGRESSED, log.trim(1, epoch, FACTS, 0));
    assertThat(log.health())
        .hasValueSatisfying(
            why ->
                assertThat(why).contains("shard 1 is frozen").contains("seq 2").contains("seq 1"));
    await(log.claim(2, "a", TTL, ClaimMode.IF_FREE));
  }

  @Test
  void aRestartedNodeNoticesItToo() {
    append(2, "known");
    await(log.close());
    loseWhat(
        () -> {
          log = TestLog.open(vertx, node, TestLog.config(server));
          epoch = await(log.claim(1, "a", TTL, ClaimMode.SEIZE)).epoch();
          await(log.close());
        });

    log = TestLog.open(vertx, node, TestLog.config(server));
    refused(STORE_REGRESSED, log.claim(1, "a", TTL, ClaimMode.SEIZE));
  }

  @Test
  void anOperatorAcceptsTheLossAndNoEpochIsGivenTwice() {
    long[] higher = new long[1];
    loseWhat(
        () -> {
          append(2, "lost");
          higher[0] = await(log.claim(1, "a", TTL, ClaimMode.SEIZE)).epoch();
        });
    refused(STORE_REGRESSED, log.claim(1, "a", TTL, ClaimMode.SEIZE));
    await(log.close());

    JsonObject accepting = TestLog.config(server).put("accept-regression", new JsonArray().add(1));
    log = TestLog.open(vertx, node, accepting);
    Claim claim = await(log.claim(1, "b", TTL, ClaimMode.IF_FREE));

    assertThat(claim.epoch()).isGreaterThan(higher[0]);
    assertThat(claim.factsEnd()).isEqualTo(1);
    await(log.append(1, claim.epoch(), 1, List.of(at(FACTS, 1, "new")), true));
    assertThat(texts(await(log.read(FACTS, 0, 10, 1000)))).containsExactly("kept", "new");
    assertThat(log.health()).isEmpty();
  }

  @Test
  void aServerThatWasEmptiedWhileItRanIsNoticedByTheNextChange() {
    server.say("FLUSHALL");
    refused(STORE_REGRESSED, log.append(1, epoch, 2, List.of(at(FACTS, 1, "x")), true));
    refused(STORE_REGRESSED, log.claim(1, "a", TTL, ClaimMode.IF_FREE));
  }

  @Test
  void anotherStoreAtTheSameAddressIsRefused() {
    await(log.close());
    server.say("FLUSHALL");
    assertThatThrownBy(() -> TestLog.open(vertx, node, TestLog.config(server)))
        .hasMessageContaining("the server holds no store")
        .hasMessageContaining("(expected: the same store, or accept-regression: all)");

    log = TestLog.open(vertx, node, TestLog.config(server).put("accept-regression", "all"));
    assertThat(await(log.claim(1, "a", TTL, ClaimMode.IF_FREE)).epoch()).isGreaterThan(epoch);
  }

  @Test
  void anEmptyServerInItsPlaceFreezesAllShards() {
    server.kill();
    server = server.in(older);
    server.start();
    eventually(() -> assertThat(log.health().orElse("")).contains("shard 3 is frozen"));
    refused(STORE_REGRESSED, log.claim(3, "a", TTL, ClaimMode.IF_FREE));
  }
}
