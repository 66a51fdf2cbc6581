package io.hotswap.store.embedded;

import io.hotswap.contracts.log.Follower;
import io.hotswap.contracts.log.StoredRecord;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** One running follow: reads ahead of its follower only as far as there is credit. */
final class Follow implements Follower.Handle {
  /** Reads as the log does, answering on the follow's context. */
  interface Source {
    Future<List<StoredRecord>> read(long from, int maxRecords);
  }

  private static final int RECORDS_MAX = 1000;

  private final StreamLog stream;
  private final Context context;
  private final Follower follower;
  private final Source source;
  private final AtomicBoolean woken = new AtomicBoolean();
  private long next;
  private long credit;
  private boolean reading;
  private volatile boolean ended;

  Follow(StreamLog stream, Context context, Follower follower, long from, Source source) {
    this.stream = stream;
    this.context = context;
    this.follower = follower;
    this.next = from;
    this.source = source;
  }

  /** There may be more. One task waits at most, however often this is called. */
  void wake() {
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
    stream.follows().remove(this);
  }

  private void pump() {
    boolean nothing = stream.end() <= next && stream.first() <= next;
    if (ended || reading || credit == 0 || nothing) {
      return;
    }
    reading = true;
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
    next += result.result().size();
    credit -= result.result().size();
    wake();
    if (!result.result().isEmpty()) {
      follower.onRecords(result.result());
    }
  }

  private void end(Throwable error) {
    if (!ended) {
      close();
      follower.onError(error);
    }
  }
}
