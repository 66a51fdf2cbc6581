package io.hotswap.store.postgres;

import static io.hotswap.testkit.log.LogFixtures.at;
import static io.hotswap.testkit.log.LogFixtures.await;
import static io.hotswap.testkit.log.LogFixtures.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.log.LogStore;
import io.hotswap.contracts.log.LogStore.ClaimMode;
import io.hotswap.contracts.log.StoredRecord;
import io.hotswap.contracts.log.StreamId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Appends to one shard as fast as answers come, a few at a time, and judges what is there. */
final class Load {
  private static final int IN_FLIGHT = 8;

  private final LogStore log;
  private final int shard;
  private final long epoch;
  private final StreamId messages;
  private final AtomicLong next = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicReference<Throwable> failed = new AtomicReference<>();
  private volatile boolean stopped;

  Load(LogStore log, int shard) {
    this.log = log;
    this.shard = shard;
    this.messages = StreamId.messages(shard, 7, 0);
    this.epoch = await(log.claim(shard, "load", Duration.ofMinutes(5), ClaimMode.SEIZE)).epoch();
    for (int i = 0; i < IN_FLIGHT; i++) {
      append();
    }
  }

  private synchronized void append() {
    if (stopped) {
      return;
    }
    long n = next.getAndIncrement();
    log.append(
            shard,
            epoch,
            n + 1,
            List.of(at(messages, 2 * n, "m" + n, "n" + n), at(StreamId.facts(shard), n, "f" + n)),
            true)
        .onComplete(
            done -> {
              acknowledged.incrementAndGet();
              append();
            },
            cause -> failed.compareAndSet(null, cause));
  }

  long acknowledged() {
    if (failed.get() != null) {
      throw new AssertionError(failed.get());
    }
    return acknowledged.get();
  }

  void stop() {
    synchronized (this) {
      stopped = true;
    }
  }

  boolean isQuiet() {
    return acknowledged() == next.get();
  }

  /** Everything acknowledged is there once, in order, and nothing else. */
  void judge() {
    long count = acknowledged.get();
    assertThat(texts(all(StreamId.facts(shard))))
        .isEqualTo(java.util.stream.LongStream.range(0, count).mapToObj(n -> "f" + n).toList());
    List<String> sent = new ArrayList<>();
    for (long n = 0; n < count; n++) {
      sent.add("m" + n);
      sent.add("n" + n);
    }
    assertThat(texts(all(messages))).isEqualTo(sent);
  }

  private List<StoredRecord> all(StreamId stream) {
    List<StoredRecord> all = new ArrayList<>();
    List<StoredRecord> more = await(log.read(stream, 0, 500, 1 << 20));
    while (!more.isEmpty()) {
      all.addAll(more);
      more = await(log.read(stream, all.size(), 500, 1 << 20));
    }
    return all;
  }
}
