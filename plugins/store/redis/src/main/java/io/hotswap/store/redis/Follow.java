package io.hotswap.store.redis;

import io.hotswap.contracts.log.Follower;
import io.hotswap.contracts.log.StoredRecord;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * One running follow. It is woken by what this node appends; what other nodes append it finds by
 * looking, the less often the longer nothing comes. On its own context.
 */
final class Follow implements Follower.Handle {
  /** Reads as the log does, answering on the follow's context. */
  interface Source {
    Future<List<StoredRecord>> read(long from, int maxRecords);
  }

  private static final int RECORDS_MAX = 1000;

  private final Context context;
  private final Follower follower;
  private final Source source;
  private final Consumer<Follow> onEnd;
  private final long pollMin;
  private final long pollMax;
  private final AtomicBoolean woken = new AtomicBoolean();
  private long next;
  private long credit;
  private long pause;
  private long timer = -1;
  private boolean reading;
  private boolean again;
  private volatile boolean ended;

  Follow(
      Context context,
      Follower follower,
      long from,
      RedisConfig.Times times,
      Source source,
      Consumer<Follow> onEnd) {
    this.context = context;
    this.follower = follower;
    this.next = from;
    this.source = source;
    this.onEnd = onEnd;
    this.pollMin = times.pollMin().toMillis();
    this.pollMax = times.pollMax().toMillis();
    this.pause = pollMin;
  }

  /** There is more. One task waits at most, however often this is called. */
  void wake() {
    if (!woken.getAndSet(true)) {
      context.runOnContext(
          ignored -> {
            woken.set(false);
            again = true;
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
    context.runOnContext(ignored -> stopTimer());
  }

  private void pump() {
    if (ended || reading || credit == 0) {
      return;
    }
    stopTimer();
    reading = true;
    again = false;
    source.read(next, (int) Math.min(credit, RECORDS_MAX)).onComplete(this::deliver);
  }

  private void deliver(AsyncResult<List<StoredRecord>> result) {
    reading = false;
    if (ended) {
      return;
    }
    if (result.failed()) {
      end(result.cause());
      return;
    }
    List<StoredRecord> records = result.result();
    if (records.isEmpty()) {
      rest();
      return;
    }
    next += records.size();
    credit -= records.size();
    pause = pollMin;
    // NB: queued, not looped, so that one follower cannot hold its event loop.
    wake();
    follower.onRecords(records);
  }

  /** At the end of what there is. */
  private void rest() {
    if (again) {
      pump();
      return;
    }
    timer = context.owner().setTimer(pause, fired -> context.runOnContext(ignored -> poll(fired)));
    pause = Math.min(pollMax, pause * 2);
  }

  private void poll(long fired) {
    if (timer == fired) {
      timer = -1;
      pump();
    }
  }

  private void stopTimer() {
    if (timer >= 0) {
      context.owner().cancelTimer(timer);
      timer = -1;
    }
  }

  private void end(Throwable error) {
    if (!ended) {
      ended = true;
      stopTimer();
      onEnd.accept(this);
      follower.onError(error);
    }
  }
}
