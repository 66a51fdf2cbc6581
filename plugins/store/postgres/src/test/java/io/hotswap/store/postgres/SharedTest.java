package io.hotswap.store.postgres;

import static io.hotswap.contracts.log.LogException.Kind.FENCED;
import static io.hotswap.contracts.log.LogException.Kind.HELD;
import static io.hotswap.testkit.log.LogFixtures.at;
import static io.hotswap.testkit.log.LogFixtures.await;
import static io.hotswap.testkit.log.LogFixtures.refused;
import static io.hotswap.testkit.log.LogFixtures.snapshot;
import static io.hotswap.testkit.log.LogFixtures.texts;
import static io.hotswap.testkit.time.Patience.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.log.Claim;
import io.hotswap.contracts.log.LogStore.ClaimMode;
import io.hotswap.contracts.log.StreamId;
import io.hotswap.testkit.log.RecordingFollower;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes with one server. */
class SharedTest {
  private static final StreamId FACTS = StreamId.facts(1);
  private static final Duration TTL = Duration.ofMinutes(1);

  private final Vertx vertx = Vertx.vertx();
  private PostgresLog one;
  private PostgresLog other;

  @BeforeEach
  void open() {
    String schema = Postgres.newSchema();
    Future<PostgresLog> first = opening(schema);
    Future<PostgresLog> second = opening(schema);
    one = await(first);
    other = await(second);
  }

  private Future<PostgresLog> opening(String schema) {
    return PostgresLog.open(Postgres.setting(vertx, Postgres.shared().section(schema)));
  }

  @AfterEach
  void close() {
    await(one.close());
    await(other.close());
    await(vertx.close());
  }

  @Test
  void whoIsSeizedFromIsFencedInTheServer() {
    long old = await(one.claim(1, "one", TTL, ClaimMode.IF_FREE)).epoch();
    await(one.append(1, old, 1, List.of(at(FACTS, 0, "a")), true));
    refused(HELD, other.claim(1, "other", TTL, ClaimMode.IF_FREE));

    Claim seized = await(other.claim(1, "other", TTL, ClaimMode.SEIZE));

    assertThat(seized.factsEnd()).isEqualTo(1);
    refused(FENCED, one.append(1, old, 2, List.of(at(FACTS, 1, "late")), true));
    refused(FENCED, one.renew(1, old, TTL));
    refused(FENCED, one.trim(1, old, FACTS, 0));
    refused(FENCED, one.forget(1, old, StreamId.messages(1, 3, 0)));
    refused(FENCED, one.saveSnapshot(old, snapshot(1, 1, "s")));
    await(one.release(1, old));
    await(other.append(1, seized.epoch(), 1, List.of(at(FACTS, 1, "b")), true));
    assertThat(texts(await(one.read(FACTS, 0, 10, 1000)))).containsExactly("a", "b");
  }

  @Test
  void aFencedAppendDoesNotHurtItsNeighbours() {
    long old = await(one.claim(1, "one", TTL, ClaimMode.IF_FREE)).epoch();
    long good = await(one.claim(3, "one", TTL, ClaimMode.IF_FREE)).epoch();
    await(other.claim(1, "other", TTL, ClaimMode.SEIZE));
    List<Future<Void>> fenced = new ArrayList<>();
    List<Future<Void>> fine = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      fenced.add(one.append(1, old, i + 1, List.of(at(FACTS, i, "x")), true));
      fine.add(one.append(3, good, i + 1, List.of(at(StreamId.facts(3), i, "y")), true));
    }
    fenced.forEach(append -> refused(FENCED, append));
    await(Future.all(fine));
    assertThat(await(other.end(StreamId.facts(3)))).isEqualTo(20);
  }

  @Test
  void whatAnotherNodeAppendsIsFollowed() {
    long epoch = await(one.claim(1, "one", TTL, ClaimMode.IF_FREE)).epoch();
    RecordingFollower follower = new RecordingFollower();
    await(other.follow(FACTS, 0, follower)).request(1000);
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      sent.add("f" + i);
      await(one.append(1, epoch, i + 1, List.of(at(FACTS, i, "f" + i)), true));
    }
    eventually(() -> assertThat(follower.texts()).isEqualTo(sent));
  }

  @Test
  void whatIsClosedCanBeClaimedAtOnce() {
    await(one.claim(1, "one", TTL, ClaimMode.IF_FREE));
    await(one.close());
    await(other.claim(1, "other", TTL, ClaimMode.IF_FREE));
  }

  @Test
  void aSnapshotOfOneNodeIsLoadedByTheOther() {
    long epoch = await(one.claim(1, "one", TTL, ClaimMode.IF_FREE)).epoch();
    await(one.append(1, epoch, 1, List.of(at(FACTS, 0, "a", "b")), true));
    String[] chunks =
        java.util.stream.IntStream.range(0, 11).mapToObj(i -> "c" + i).toArray(String[]::new);
    await(one.saveSnapshot(epoch, snapshot(1, 2, chunks)));
    assertThat(await(other.loadSnapshot(1))).contains(snapshot(1, 2, chunks));
  }
}
