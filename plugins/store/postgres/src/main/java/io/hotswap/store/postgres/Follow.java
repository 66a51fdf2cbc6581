package io.hotswap.store.postgres;

import io.hotswap.contracts.log.Follower;
import io.hotswap.contracts.log.LogException;
import io.hotswap.contracts.log.StoredRecord;
import io.hotswap.contracts.log.StreamId;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** One running follow: reads only as far as there is credit, and only what it was told of. */
final class Follow implements Follower.Handle {
  /** Reads as the log does, answering on the follow's context. */
  interface Source {
    Future<List<StoredRecord>> read(long from, int maxRecords);
  }

  private final StreamId stream;
  private final Context context;
  private final Follower follower;
  private final Source source;
  private final int batchMax;
  private final Consumer<Follow> onEnd;
  private final AtomicBoolean woken = new AtomicBoolean();
  private long credit;
  private boolean reading;
  private volatile long next;

  /** What it has heard of the stream: there is something at {@code next} if it is below. */
  private volatile long known;

  private volatile boolean waits;
  private volatile boolean ended;

  Follow(
      StreamId stream,
      Context context,
      Follower follower,
      long from,
      int batchMax,
      Source source,
      Consumer<Follow> onEnd) {
    this.stream = stream;
    this.context = context;
    this.follower = follower;
    this.next = from;
    this.known = from;
    this.batchMax = batchMax;
    this.source = source;
    this.onEnd = onEnd;
  }

  StreamId stream() {
    return stream;
  }

  long next() {
    return next;
  }

  /** Whether it would take more than it knows of. */
  boolean isWaiting() {
    return waits && !ended;
  }

  /** The stream holds {@code bounds}; from the home context only. */
  void heard(Reader.Bounds bounds) {
    boolean trimmed = bounds.first() > next;
    if (trimmed || bounds.next() > known) {
      known = Math.max(known, trimmed ? next + 1 : bounds.next());
      wake();
    }
  }

  /** One task waits at most, however often this is called. */
  private void wake() {
    if (!woken.getAndSet(true)) {
      context.runOnContext(
          ignored -> {
            woken.set(false);
            pump();
          });
    }
  }

  void fail(Throwable error) {
    context.runOnContext(ignored -> end(error));
  }

  @Override
  public void request(int records) {
    if (records <= 0) {
      throw new IllegalArgumentException("records: " + records + " (expected: > 0)");
    }
    context.runOnContext(
        ignored -> {
          credit = Math.min(Integer.MAX_VALUE, credit + records);
          pump();
        });
  }

  @Override
  public void close() {
    ended = true;
    onEnd.accept(this);
  }

  private void pump() {
    waits = credit > 0;
    if (ended || reading || credit == 0 || known <= next) {
      return;
    }
    reading = true;
    source.read(next, (int) Math.min(credit, batchMax)).onComplete(this::deliver);
  }

  private void deliver(AsyncResult<List<StoredRecord>> result) {
    reading = false;
    if (ended) {
      return;
    }
    if (result.failed()) {
      if (passes(result.cause())) {
        // The next look at the stream wakes it again.
        known = next;
      } else {
        end(result.cause());
      }
      return;
    }
    int read = result.result().size();
    next = after(read);
    credit -= read;
    wake();
    if (!result.result().isEmpty()) {
      follower.onRecords(result.result());
    }
  }

  private long after(int records) {
    return next + records;
  }

  /** An outage is no reason to end. */
  private static boolean passes(Throwable cause) {
    return cause instanceof LogException e
        && (e.kind() == LogException.Kind.OUTCOME_UNKNOWN || e.kind() == LogException.Kind.FULL);
  }

  private void end(Throwable error) {
    if (!ended) {
      close();
      follower.onError(error);
    }
  }
}
