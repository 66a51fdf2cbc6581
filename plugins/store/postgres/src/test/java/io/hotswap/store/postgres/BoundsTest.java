package io.hotswap.store.postgres;

import static io.hotswap.contracts.log.LogException.Kind.CORRUPT;
import static io.hotswap.contracts.log.LogException.Kind.FULL;
import static io.hotswap.contracts.log.LogException.Kind.TRIMMED;
import static io.hotswap.testkit.log.LogFixtures.at;
import static io.hotswap.testkit.log.LogFixtures.await;
import static io.hotswap.testkit.log.LogFixtures.badArgument;
import static io.hotswap.testkit.log.LogFixtures.refused;
import static io.hotswap.testkit.log.LogFixtures.snapshot;
import static io.hotswap.testkit.log.LogFixtures.texts;
import static io.hotswap.testkit.time.Patience.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.log.LogStore.ClaimMode;
import io.hotswap.contracts.log.StreamAppend;
import io.hotswap.contracts.log.StreamId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How much goes into the log, what is let go of, and what is not as it was. */
class BoundsTest {
  private static final StreamId FACTS = StreamId.facts(1);
  private static final StreamId MESSAGES = StreamId.messages(1, 77, 3);

  private final Vertx vertx = Vertx.vertx();
  private final Postgres server = Postgres.shared();
  private final String schema = Postgres.newSchema();
  private PostgresLog log;

  @AfterEach
  void close() {
    await(log.close());
    await(vertx.close());
  }

  private long open(JsonObject more) {
    log = await(PostgresLog.open(Postgres.setting(vertx, server.section(schema).mergeIn(more))));
    return await(log.claim(1, "a", Duration.ofMinutes(1), ClaimMode.SEIZE)).epoch();
  }

  private long count(String table) {
    return server.number("select count(*) from %s.%s".formatted(schema, table));
  }

  @Test
  void whatWaitsGoesInOneCall() {
    long epoch = open(new JsonObject());
    List<Future<Void>> all = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      all.add(log.append(1, epoch, i + 1, List.of(at(FACTS, i, "r" + i)), true));
    }
    await(Future.all(all));
    assertThat(server.number("select max(last_group) from %s.writer".formatted(schema)))
        .isLessThan(300);
  }

  @Test
  void aGroupIsBoundedByBytesAndBigBlocksComeBack() {
    long epoch = open(new JsonObject().put("group-max", "64KiB").put("queue-max", "32MiB"));
    String big = "x".repeat(100_000);
    List<Future<Void>> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(log.append(1, epoch, i + 1, List.of(at(FACTS, i, big)), true));
    }
    await(Future.all(all));
    assertThat(server.number("select max(last_group) from %s.writer".formatted(schema)))
        .isGreaterThanOrEqualTo(20);
    String huge = "y".repeat(20 << 20);
    await(log.append(1, epoch, 21, List.of(at(MESSAGES, 0, huge, "z")), true));
    assertThat(texts(await(log.read(MESSAGES, 0, 10, 1)))).containsExactly(huge);
    assertThat(texts(await(log.read(MESSAGES, 1, 10, 1)))).containsExactly("z");
    badArgument(
        "appends",
        log.append(1, epoch, 22, List.of(at(MESSAGES, 2, huge), at(FACTS, 20, huge)), true));
  }

  @Test
  void theQueueAndTheCallsAreBounded() {
    long epoch =
        open(
            new JsonObject()
                .put("queue-max", "1MiB")
                .put("calls-max", 1)
                .put("group-max", "64KiB"));
    String big = "x".repeat(400_000);
    Future<Void> first = log.append(1, epoch, 1, List.of(at(FACTS, 0, big)), true);
    Future<Void> second = log.append(1, epoch, 2, List.of(at(FACTS, 1, big)), true);
    Future<Void> third = log.append(1, epoch, 3, List.of(at(FACTS, 2, big)), true);
    refused(FULL, third);
    await(first);
    await(second);
    await(log.append(1, epoch, 3, List.of(at(FACTS, 2, big)), true));
    Future<Long> asked = log.end(FACTS);
    refused(FULL, log.end(FACTS));
    assertThat(await(asked)).isEqualTo(3);
  }

  @Test
  void publishesAreRefusedBeforeAcks() {
    long epoch = open(new JsonObject().put("disk-max", "2MiB").put("low-water", "1MiB"));
    String big = "x".repeat(1_200_000);
    await(log.append(1, epoch, 1, List.of(at(MESSAGES, 0, big)), false));
    refused(FULL, log.append(1, epoch, 2, List.of(at(MESSAGES, 1, "m")), false));
    assertThat(log.usage().freeBytes()).isZero();
    await(log.append(1, epoch, 2, List.of(at(MESSAGES, 1, "ack")), true));
  }

  @Test
  void whatIsTrimmedIsDeletedInTheBackgroundPortionByPortion() {
    long epoch =
        open(
            new JsonObject()
                .put("sweep-max", 7)
                .put("sweep-interval", "20ms")
                .put("usage-interval", "100ms"));
    List<Future<Void>> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      StreamAppend append = at(MESSAGES, 2L * i, "a" + i, "b" + i);
      all.add(log.append(1, epoch, i + 1, List.of(append), true));
    }
    await(Future.all(all));
    await(log.trim(1, epoch, MESSAGES, 61));
    refused(TRIMMED, log.read(MESSAGES, 60, 1, 1));
    eventually(() -> assertThat(count("block")).isEqualTo(20));
    eventually(() -> assertThat(count("garbage")).isZero());
    assertThat(texts(await(log.read(MESSAGES, 61, 2, 100)))).containsExactly("b30", "a31");
    eventually(() -> assertThat(log.usage().usedBytes()).isEqualTo(20 * 2 * (4 + 3)));
  }

  @Test
  void whatIsForgottenIsDeletedInTheBackground() {
    long epoch = open(new JsonObject().put("sweep-interval", "20ms"));
    await(log.append(1, epoch, 1, List.of(at(MESSAGES, 0, "a", "b"), at(FACTS, 0, "f")), true));
    await(log.forget(1, epoch, MESSAGES));
    await(log.forget(1, epoch, MESSAGES));
    badArgument("stream", log.forget(1, epoch, FACTS));
    assertThat(await(log.end(MESSAGES))).isZero();
    eventually(() -> assertThat(count("block")).isEqualTo(1));
    eventually(() -> assertThat(count("garbage")).isZero());
    assertThat(count("stream")).isEqualTo(1);
  }

  @Test
  void ofTwoSnapshotsTheOneThatIsWholeIsLoaded() {
    long epoch = open(new JsonObject().put("snapshot-max", "1KiB"));
    await(log.append(1, epoch, 1, List.of(at(FACTS, 0, "a", "b", "c")), true));
    for (int i = 1; i <= 3; i++) {
      await(log.saveSnapshot(epoch, snapshot(1, i, "s" + i, "t" + i)));
    }
    assertThat(count("snapshot_chunk")).isEqualTo(4);
    badArgument("snapshot", log.saveSnapshot(epoch, snapshot(1, 3, "x".repeat(2000))));
    assertThat(await(log.loadSnapshot(1))).contains(snapshot(1, 3, "s3", "t3"));
    server.run(
        "update %1$s.snapshot_chunk set bytes = 'zz' where n = 1 and id = (select id from"
                .formatted(schema)
            + " %1$s.snapshot where position = 3)".formatted(schema));
    assertThat(await(log.loadSnapshot(1))).contains(snapshot(1, 2, "s2", "t2"));
    server.run("delete from %s.snapshot_chunk".formatted(schema));
    assertThat(await(log.loadSnapshot(1))).isEmpty();
  }

  @Test
  void damageIsNamed() {
    long epoch = open(new JsonObject());
    await(log.append(1, epoch, 1, List.of(at(FACTS, 0, "a")), true));
    await(log.append(1, epoch, 2, List.of(at(FACTS, 1, "b")), true));
    await(log.append(1, epoch, 3, List.of(at(FACTS, 2, "c")), true));
    server.run("update %s.block set records = 'damaged' where first = 2".formatted(schema));
    refused(CORRUPT, log.read(FACTS, 2, 1, 1));
    server.run("delete from %s.block where first = 1".formatted(schema));
    refused(CORRUPT, log.read(FACTS, 1, 1, 1));
    assertThat(texts(await(log.read(FACTS, 0, 1, 1)))).containsExactly("a");
  }

  @Test
  void timesAreFoundInLongStreams() {
    long epoch = open(new JsonObject());
    List<Future<Void>> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      all.add(log.append(1, epoch, i + 1, List.of(at(MESSAGES, 3L * i, "a", "b", "c")), true));
    }
    await(Future.all(all));
    for (long time : new long[] {0, 1000, 1001, 1003, 1300, 1597, 1598, 5000}) {
      long expected = Math.min(600, Math.max(0, (time - 1000 + 2) / 3 * 3));
      assertThat(await(log.offsetAt(MESSAGES, time))).as("time %d", time).isEqualTo(expected);
    }
    await(log.trim(1, epoch, MESSAGES, 100));
    assertThat(await(log.offsetAt(MESSAGES, 0))).isEqualTo(100);
    assertThat(await(log.offsetAt(MESSAGES, 1099))).isEqualTo(100);
    assertThat(await(log.offsetAt(MESSAGES, 1100))).isEqualTo(102);
  }
}
