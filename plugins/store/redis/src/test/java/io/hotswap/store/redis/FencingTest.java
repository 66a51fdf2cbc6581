package io.hotswap.store.redis;

import static io.hotswap.contracts.log.LogException.Kind.FENCED;
import static io.hotswap.contracts.log.LogException.Kind.HELD;
import static io.hotswap.contracts.log.LogStore.ClaimMode.IF_FREE;
import static io.hotswap.contracts.log.LogStore.ClaimMode.SEIZE;
import static io.hotswap.testkit.log.LogFixtures.at;
import static io.hotswap.testkit.log.LogFixtures.await;
import static io.hotswap.testkit.log.LogFixtures.records;
import static io.hotswap.testkit.log.LogFixtures.refused;
import static io.hotswap.testkit.log.LogFixtures.snapshot;
import static io.hotswap.testkit.log.LogFixtures.texts;
import static io.hotswap.testkit.time.Patience.eventually;
import static io.hotswap.testkit.time.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.log.Claim;
import io.hotswap.contracts.log.LogException;
import io.hotswap.contracts.log.StreamAppend;
import io.hotswap.contracts.log.StreamId;
import io.hotswap.testkit.log.RecordingFollower;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on one server, with the server's own time. */
class FencingTest {
  private static final Duration TTL = Duration.ofHours(1);
  private static final StreamId FACTS = StreamId.facts(1);
  private static final StreamId MESSAGES = StreamId.messages(1, 5, 0);

  @TempDir Path data;
  @TempDir Path nodes;
  private final Vertx vertx = Vertx.vertx();
  private RedisProcess server;
  private RedisLog a;
  private RedisLog b;

  @BeforeEach
  void openTwo() {
    server = RedisProcess.start(data);
    a = TestLog.open(vertx, nodes.resolve("a"), TestLog.config(server));
    b = TestLog.open(vertx, nodes.resolve("b"), TestLog.config(server));
  }

  @AfterEach
  void stopAll() {
    await(a.close());
    await(b.close());
    server.close();
    await(vertx.close());
  }

  @Test
  void aSeizedShardFencesItsOwnerInTheMiddleOfItsLoad() {
    try (Load load = Load.on(a, 1)) {
      load.advance(100);
      refused(HELD, b.claim(1, "b", TTL, IF_FREE));
      Claim seized = await(b.claim(1, "b", TTL, SEIZE));
      await(
          b.append(
              1,
              seized.epoch(),
              1,
              List.of(
                  new StreamAppend(StreamId.facts(1), seized.factsEnd(), 1 << 30, records("b"))),
              true));
      patiently().until(() -> load.failure() != null);
      load.finish();
      assertThat(load.failure())
          .isInstanceOfSatisfying(LogException.class, e -> assertThat(e.kind()).isEqualTo(FENCED));
      assertThat(await(b.end(FACTS))).isEqualTo(seized.factsEnd() + 1);
      assertThat(load.acknowledged()).isEqualTo(seized.factsEnd());
      refused(FENCED, a.renew(1, load.epoch(), TTL));
      refused(FENCED, a.trim(1, load.epoch(), FACTS, 0));
      refused(FENCED, a.saveSnapshot(load.epoch(), snapshot(1, 1, "s")));
      refused(FENCED, a.forget(1, load.epoch(), StreamId.messages(1, 7, 0)));
    }
  }

  @Test
  void aLeaseEndsByTheServersTime() {
    await(a.claim(1, "a", Duration.ofSeconds(1), IF_FREE));
    patiently().until(this::claimed);
  }

  private boolean claimed() {
    try {
      await(b.claim(1, "b", TTL, IF_FREE));
      return true;
    } catch (LogException held) {
      assertThat(held.kind()).isEqualTo(HELD);
      return false;
    }
  }

  @Test
  void aNodeThatStopsGivesItsLeasesBack() {
    await(a.claim(1, "a", TTL, IF_FREE));
    await(a.close());
    await(b.claim(1, "b", TTL, IF_FREE));
  }

  @Test
  void anotherNodeFollowsAndReadsWhatIsAppended() {
    RecordingFollower follower = new RecordingFollower();
    await(b.follow(FACTS, 0, follower)).request(1_000_000);
    try (Load load = Load.on(a, 1)) {
      load.advance(300);
      load.finish();
      eventually(
          () -> assertThat(follower.offsets()).hasSize((int) load.acknowledged()).isSorted());
      load.checkWith(b);
    }
  }

  @Test
  void bigBlocksAndManyStreamsGoInOneAppend() {
    long epoch = await(a.claim(1, "a", TTL, IF_FREE)).epoch();
    byte[] big = new byte[9 << 20];
    big[7] = 1;
    List<StreamAppend> appends = new ArrayList<>();
    appends.add(
        new StreamAppend(
            FACTS, 0, 1, io.hotswap.contracts.log.Records.copyOf(List.of(ByteBuffer.wrap(big)))));
    for (int i = 0; i < 500; i++) {
      appends.add(new StreamAppend(StreamId.messages(1, i + 1, 3), 0, 1, records("m" + i)));
    }
    await(a.append(1, epoch, 1, appends, false));
    ByteBuffer back = await(b.read(FACTS, 0, 1, 1)).get(0).bytes();
    assertThat(back.remaining()).isEqualTo(big.length);
    assertThat(back.get(back.position() + 7)).isEqualTo((byte) 1);
    assertThat(texts(await(b.read(StreamId.messages(1, 400, 3), 0, 9, 99))))
        .containsExactly("m399");
  }

  @Test
  void aForgottenStreamIsGoneAndAnEmptyAppendIsTaken() {
    long epoch = await(a.claim(1, "a", TTL, IF_FREE)).epoch();
    await(a.append(1, epoch, 1, List.of(at(MESSAGES, 0, "x"), at(FACTS, 0, "f")), false));
    await(a.forget(1, epoch, MESSAGES));
    await(a.forget(1, epoch, MESSAGES));
    assertThat(await(b.end(MESSAGES))).isZero();
    assertThat(server.say("EXISTS {hotswap:1}:stream:5:0")).isEqualTo(":0");
    await(a.append(1, epoch, 2, List.of(new StreamAppend(FACTS, 1, 2000, records())), false));
    assertThat(await(b.end(FACTS))).isEqualTo(1);
  }

  @Test
  void aDamagedBlockIsReportedAndADamagedSnapshotGivesTheOneBefore() {
    long epoch = await(a.claim(1, "a", TTL, IF_FREE)).epoch();
    await(a.append(1, epoch, 1, List.of(at(FACTS, 0, "x", "y"), at(MESSAGES, 0, "m")), false));
    await(a.saveSnapshot(epoch, snapshot(1, 1, "one")));
    await(a.saveSnapshot(epoch, snapshot(1, 2, "two", "chunks")));
    String pointer = server.say("HGET {hotswap:1}:snapshots newest");
    String key = pointer.substring(pointer.indexOf("{hotswap"));
    assertThat(server.say("HSET " + key + " 1 damaged")).startsWith(":");
    assertThat(await(b.loadSnapshot(1))).contains(snapshot(1, 1, "one"));

    server.say("DEL {hotswap:1}:stream:5:0");
    refused(LogException.Kind.CORRUPT, b.read(MESSAGES, 0, 1, 1));
    server.say("XADD {hotswap:1}:stream:5:0 1-0 n 1 t 1000 c 7 r xxxx");
    refused(LogException.Kind.CORRUPT, b.read(MESSAGES, 0, 1, 1));
  }

  @Test
  void whatAnUnfinishedSnapshotLeftGoesWithTheNext() {
    long epoch = await(a.claim(1, "a", TTL, IF_FREE)).epoch();
    server.say("HSET {hotswap:1}:snapshots pending {hotswap:1}:snapshot:old");
    server.say("HSET {hotswap:1}:snapshot:old 0 x");
    await(a.saveSnapshot(epoch, snapshot(1, 0, "s")));
    assertThat(server.say("EXISTS {hotswap:1}:snapshot:old")).isEqualTo(":0");
    await(a.saveSnapshot(epoch, snapshot(1, 0, "again")));
    assertThat(await(b.loadSnapshot(1))).contains(snapshot(1, 0, "again"));
    assertThat(await(b.trimmableFacts(1))).isZero();
  }
}
