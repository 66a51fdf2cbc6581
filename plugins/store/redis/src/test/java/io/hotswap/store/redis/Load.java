package io.hotswap.store.redis;

import static io.hotswap.testkit.log.LogFixtures.at;
import static io.hotswap.testkit.log.LogFixtures.await;
import static io.hotswap.testkit.log.LogFixtures.text;
import static io.hotswap.testkit.time.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.log.LogStore;
import io.hotswap.contracts.log.LogStore.ClaimMode;
import io.hotswap.contracts.log.StoredRecord;
import io.hotswap.contracts.log.StreamId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Appends to one shard without pause, some in flight, until it is told to stop. */
final class Load implements AutoCloseable {
  private static final int IN_FLIGHT = 40;

  private final LogStore log;
  private final int shard;
  private final long epoch;
  private final Thread thread = new Thread(this::run, "load");
  private final Semaphore room = new Semaphore(IN_FLIGHT);
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private volatile boolean stopped;
  private long made;

  private Load(LogStore log, int shard, long epoch) {
    this.log = log;
    this.shard = shard;
    this.epoch = epoch;
  }

  /** Of a shard that was never written. */
  static Load on(LogStore log, int shard) {
    long epoch = await(log.claim(shard, "load", Duration.ofHours(1), ClaimMode.IF_FREE)).epoch();
    Load load = new Load(log, shard, epoch);
    load.thread.start();
    return load;
  }

  private void run() {
    StreamId facts = StreamId.facts(shard);
    StreamId messages = StreamId.messages(shard, 7, 0);
    while (!stopped && failure.get() == null) {
      room.acquireUninterruptibly();
      long n = made++;
      log.append(
              shard,
              epoch,
              n + 1,
              List.of(at(messages, 2 * n, "a" + n, "b" + n), at(facts, n, "f" + n)),
              true)
          .onSuccess(done -> acknowledged.incrementAndGet())
          .onFailure(cause -> failure.compareAndSet(null, cause))
          .onComplete(done -> room.release());
    }
  }

  long acknowledged() {
    return acknowledged.get();
  }

  long epoch() {
    return epoch;
  }

  Throwable failure() {
    return failure.get();
  }

  /** Waits until this many more are acknowledged. */
  void advance(int more) {
    long goal = acknowledged() + more;
    patiently().until(() -> acknowledged() >= goal || failure.get() != null);
    assertThat(failure.get()).isNull();
  }

  @Override
  public void close() {
    finish();
  }

  /** Makes no more and waits for what is in flight. */
  void finish() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
    patiently().until(() -> room.availablePermits() == IN_FLIGHT);
  }

  /** All that was acknowledged is there, once and in order, and at most what was made beyond it. */
  void checkWith(LogStore reader) {
    long facts = check(reader, StreamId.facts(shard), 1);
    assertThat(check(reader, StreamId.messages(shard, 7, 0), 2)).isEqualTo(2 * facts);
    assertThat(facts).isBetween(acknowledged(), made);
  }

  private static long check(LogStore reader, StreamId stream, int perAppend) {
    long at = 0;
    while (true) {
      List<StoredRecord> records = await(reader.read(stream, at, 1000, 1 << 20));
      for (StoredRecord record : records) {
        assertThat(record.offset()).isEqualTo(at);
        String kind = perAppend == 1 ? "f" : at % 2 == 0 ? "a" : "b";
        assertThat(text(record)).isEqualTo(kind + at / perAppend);
        at++;
      }
      if (records.isEmpty()) {
        return at;
      }
    }
  }
}
