package io.hotswap.store.postgres;

import static io.hotswap.contracts.log.LogException.Kind.CLOSED;
import static io.hotswap.contracts.log.LogException.Kind.FULL;
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
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to the log while its server, or the way there, is away. */
class OutageTest {
  private static final StreamId FACTS = StreamId.facts(1);
  private static final String CUT =
      "select pg_terminate_backend(pid) from pg_stat_activity"
          + " where backend_type = 'client backend' and pid <> pg_backend_pid()";
  private static final Duration TTL = Duration.ofMinutes(1);

  @TempDir Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final String schema = Postgres.newSchema();
  private PostgresLog log;

  @AfterEach
  void close() {
    if (log != null) {
      await(log.close());
    }
    await(vertx.close());
  }

  private PostgresLog open(Postgres server, Relay relay, JsonObject more) {
    JsonObject section = server.section(schema).mergeIn(more);
    if (relay != null) {
      section.put("port", relay.port());
    }
    return await(PostgresLog.open(Postgres.setting(vertx, section)));
  }

  @Test
  void aServerThatPromisesLessIsNamed() {
    try (Postgres server = Postgres.started(directory)) {
      log = open(server, null, new JsonObject().put("usage-interval", "100ms"));
      assertThat(log.health()).isEmpty();
      server.run("alter role postgres set synchronous_commit = off");
      server.run(CUT);
      eventually(
          () -> assertThat(log.health().orElse("")).contains("fsync on, synchronous_commit off"));
      server.run("alter role postgres reset synchronous_commit");
      server.run(CUT);
      eventually(() -> assertThat(log.health()).isEmpty());
      await(log.close());
      log = null;
    }
  }

  private long claim() {
    return await(log.claim(1, "a", TTL, ClaimMode.SEIZE)).epoch();
  }

  private List<Load> loads() {
    return IntStream.range(0, 4).mapToObj(shard -> new Load(log, shard)).toList();
  }

  private static void progress(List<Load> loads, long by) {
    List<Long> before = loads.stream().map(Load::acknowledged).toList();
    patiently()
        .until(
            () ->
                IntStream.range(0, loads.size())
                    .allMatch(i -> loads.get(i).acknowledged() >= before.get(i) + by));
  }

  private static void judge(List<Load> loads) {
    loads.forEach(Load::stop);
    patiently().until(() -> loads.stream().allMatch(Load::isQuiet));
    loads.forEach(Load::judge);
  }

  @Test
  void aServerThatIsKilledAndComesBackLosesAndDoublesNothing() {
    try (Postgres server = Postgres.started(directory)) {
      log = open(server, null, new JsonObject().put("outage-max", "5m"));
      List<Load> loads = loads();
      for (int i = 0; i < 2; i++) {
        progress(loads, 50);
        server.kill();
        eventually(() -> assertThat(log.health()).isPresent());
        server.startAgain();
        progress(loads, 50);
      }
      judge(loads);
      eventually(() -> assertThat(log.health()).isEmpty());
      await(log.close());
    }
  }

  @Test
  void connectionsThatAreEndedInTheMiddleOfGroupsLoseAndDoubleNothing() {
    log = open(Postgres.shared(), null, new JsonObject());
    List<Load> loads = loads();
    for (int i = 0; i < 15; i++) {
      progress(loads, 5);
      Postgres.shared()
          .run(
              "select pg_terminate_backend(pid) from pg_stat_activity"
                  + " where application_name like 'hotswap%'");
    }
    progress(loads, 5);
    judge(loads);
  }

  @Test
  void aGroupWhoseAnswerWasLostIsNotDoneAgain() {
    Relay relay = new Relay(vertx, Postgres.shared().port());
    log = open(Postgres.shared(), relay, new JsonObject());
    long epoch = claim();
    await(log.append(1, epoch, 1, List.of(at(FACTS, 0, "a")), true));
    relay.loseAnswers(3, "precious");
    await(log.append(1, epoch, 2, List.of(at(FACTS, 1, "precious")), true));
    assertThat(relay.lost()).isEqualTo(3);
    Future<Void> wrong = log.append(1, epoch, 9, List.of(at(FACTS, 2, "precious")), true);
    refused(LogException.Kind.OUT_OF_SEQUENCE, wrong);
    await(log.append(1, epoch, 3, List.of(at(FACTS, 2, "c")), true));
    assertThat(texts(await(log.read(FACTS, 0, 10, 1000)))).containsExactly("a", "precious", "c");
  }

  @Test
  void aServerThatSaysNothingIsLeftForANewConnection() {
    Relay relay = new Relay(vertx, Postgres.shared().port());
    log = open(Postgres.shared(), relay, new JsonObject().put("statement-timeout", "200ms"));
    long epoch = claim();
    await(log.append(1, epoch, 1, List.of(at(FACTS, 0, "a")), true));
    relay.stall();
    await(log.append(1, epoch, 2, List.of(at(FACTS, 1, "b")), true));
    assertThat(texts(await(log.read(FACTS, 0, 10, 1000)))).containsExactly("a", "b");
  }

  @Test
  void afterAnOutageThatIsTooLongNothingFollowsInTheSameEpoch() {
    Relay relay = new Relay(vertx, Postgres.shared().port());
    log =
        open(
            Postgres.shared(),
            relay,
            new JsonObject()
                .put("outage-max", "300ms")
                .put("usage-interval", "200ms")
                .put("append-connections", 1));
    long epoch = claim();
    await(log.append(1, epoch, 1, List.of(at(FACTS, 0, "a")), true));
    RecordingFollower follower = new RecordingFollower();
    await(log.follow(FACTS, 0, follower)).request(100);
    relay.loseAnswers(1, "unsure");
    Future<Void> unsure = log.append(1, epoch, 2, List.of(at(FACTS, 1, "unsure")), true);
    patiently().until(() -> relay.lost() == 1);
    relay.cut();
    Future<Void> behind = log.append(1, epoch, 3, List.of(at(FACTS, 2, "behind")), true);
    refused(OUTCOME_UNKNOWN, unsure);
    refused(FULL, behind);
    assertThat(log.health().orElseThrow()).contains("no answer from").contains("since");
    refused(FULL, log.append(1, epoch, 2, List.of(at(FACTS, 1, "x")), true));
    refused(FULL, log.read(FACTS, 0, 10, 1000));
    refused(FULL, log.append(2, 1, 1, List.of(at(StreamId.facts(2), 0, "x")), true));

    relay.heal();
    eventually(
        () -> assertThat(await(log.claim(1, "a", TTL, ClaimMode.IF_FREE)).factsEnd()).isEqualTo(2));
    long fresh = claim();
    await(log.append(1, fresh, 1, List.of(at(FACTS, 2, "c")), true));
    eventually(() -> assertThat(follower.texts()).containsExactly("a", "unsure", "c"));
    eventually(() -> assertThat(log.health()).isEmpty());
  }

  @Test
  void aServerThatLostWhatItConfirmedClosesTheLog() {
    log = open(Postgres.shared(), null, new JsonObject());
    long epoch = claim();
    await(log.append(1, epoch, 1, List.of(at(FACTS, 0, "a")), true));
    Postgres.shared().run("update %s.writer set last_group = 0".formatted(schema));
    refused(OUTCOME_UNKNOWN, log.append(1, epoch, 2, List.of(at(FACTS, 1, "b")), true));
    refused(CLOSED, log.append(1, epoch, 2, List.of(at(FACTS, 1, "b")), true));
    assertThat(log.health().orElseThrow()).contains("regressed");
    assertThat(Postgres.shared().number("select count(*) from %s.block".formatted(schema)))
        .isEqualTo(1);
  }

  @Test
  void aFullDiskOfTheServerIsNoOutage() {
    log = open(Postgres.shared(), null, new JsonObject());
    long epoch = claim();
    Postgres.shared()
        .run(
            "create function %1$s.no_space() returns trigger language plpgsql as $$begin raise"
                    .formatted(schema)
                + " 'no space left' using errcode = '53100'; end$$;"
                + " create trigger full_disk before insert on %1$s.block for each row execute function %1$s.no_space()"
                    .formatted(schema));
    refused(FULL, log.append(1, epoch, 1, List.of(at(FACTS, 0, "a")), true));
    Postgres.shared().run("drop trigger full_disk on %s.block".formatted(schema));
    refused(FULL, log.append(1, epoch, 1, List.of(at(FACTS, 0, "a")), true));
    await(log.append(1, claim(), 1, List.of(at(FACTS, 0, "a")), true));
  }
}
