package io.hotswap.store.embedded;

import static io.hotswap.testkit.log.LogFixtures.at;
import static io.hotswap.testkit.log.LogFixtures.await;
import static io.hotswap.testkit.time.Patience.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.log.LogStore.ClaimMode;
import io.hotswap.contracts.log.Snapshot;
import io.hotswap.contracts.log.StreamAppend;
import io.hotswap.contracts.log.StreamId;
import io.hotswap.testkit.log.LogFixtures;
import io.hotswap.testkit.time.FakeClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A day of a busy shard, minute by minute: topics come and go, messages are published and settled
 * by subscriptions that are up to an hour behind, every step is a fact, snapshots let go of facts.
 * What is on disk follows what is alive and not what there ever was.
 */
class ChurnTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int MINUTES = 24 * 60;
  private static final int TOPICS = 12;
  private static final int DELETE_EVERY = 3;
  private static final int SNAPSHOT_EVERY = 10;
  private static final int LAG_MAX = 60;

  /** One topic: where its stream ended at the end of each of the last minutes. */
  private static final class Topic {
    final StreamId stream;
    final int lag;
    final Deque<Long> ends = new ArrayDeque<>();
    long end;

    Topic(long uid, int lag) {
      this.stream = StreamId.messages(0, uid, 0);
      this.lag = lag;
    }
  }

  private final Random random = new Random(7);
  private final MemoryDisk disk = new MemoryDisk();
  private final FakeClock clock = FakeClock.fixed();
  private final Vertx vertx = Vertx.vertx();
  private final List<Topic> topics = new ArrayList<>();
  private EmbeddedLog log;
  private long nextUid = 1;
  private long epoch;
  private long seq;
  private long facts;

  @Test
  void whatADayLeavesOnDiskIsBounded() {
    EmbeddedConfig config =
        TestLog.config(1, 256 << 10, new JsonObject().put("tail-cache", "64KiB"));
    log = TestLog.open(config, disk, Shape.HOME, vertx, clock);
    epoch = await(log.claim(0, "a", Duration.ofHours(1), ClaimMode.SEIZE)).epoch();
    List<Long> used = new ArrayList<>();
    long written = 0;
    for (int minute = 1; minute <= MINUTES; minute++) {
      written += live(minute);
      clock.advance(MINUTE);
      if (minute % 60 == 0) {
        used.add(log.usage().usedBytes());
      }
    }
    // What is behind is cleaned up in the background: the bounds hold when it has caught up.
    long morning = used.stream().limit(6).mapToLong(Long::longValue).max().orElseThrow();
    eventually(() -> assertThat(log.usage().usedBytes()).isLessThan(morning * 3 / 2));
    assertThat(written).isGreaterThan(10 * log.usage().usedBytes());
    assertThat(disk.files()).hasSizeLessThan(60);
    log.close();
    EmbeddedLog again = TestLog.open(config, disk, Shape.HOME, vertx, clock);
    for (Topic topic : topics) {
      assertThat(await(again.end(topic.stream))).isEqualTo(topic.end);
    }
    assertThat(await(again.end(Shape.FACTS))).isEqualTo(facts);
    again.close();
    await(vertx.close());
  }

  /** Answers the bytes that were appended. */
  private long live(int minute) {
    while (topics.size() < TOPICS) {
      topics.add(new Topic(nextUid++, random.nextInt(LAG_MAX)));
    }
    List<Future<?>> asked = new ArrayList<>();
    long bytes = 0;
    for (int i = 0; i < 10; i++) {
      bytes += publish(topics.get(random.nextInt(TOPICS)), asked);
    }
    asked.forEach(LogFixtures::await);
    for (Topic topic : topics) {
      topic.ends.add(topic.end);
      if (topic.ends.size() > topic.lag) {
        asked.add(log.trim(0, epoch, topic.stream, topic.ends.poll()));
      }
    }
    if (minute % DELETE_EVERY == 0) {
      asked.add(log.forget(0, epoch, topics.remove(random.nextInt(TOPICS)).stream));
    }
    asked.forEach(LogFixtures::await);
    if (minute % SNAPSHOT_EVERY == 0) {
      await(log.saveSnapshot(epoch, snapshot()));
      await(log.trim(0, epoch, Shape.FACTS, await(log.trimmableFacts(0))));
    }
    return bytes;
  }

  private Snapshot snapshot() {
    byte[] state = new byte[20_000];
    random.nextBytes(state);
    return new Snapshot(0, facts, 1, List.of(Buffer.buffer(state)));
  }

  private long publish(Topic topic, List<Future<?>> asked) {
    byte[] noise = new byte[200 + random.nextInt(2000)];
    random.nextBytes(noise);
    String text = java.util.HexFormat.of().formatHex(noise);
    List<StreamAppend> appends =
        List.of(
            at(topic.stream, topic.end, text, text), at(Shape.FACTS, facts, "published " + text));
    asked.add(log.append(0, epoch, ++seq, appends, true));
    topic.end += 2;
    facts++;
    return 2L * text.length();
  }
}
