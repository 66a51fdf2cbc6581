package io.hotswap.store.memory;

import io.hotswap.contracts.log.Follower;
import io.hotswap.contracts.log.StoredRecord;
import io.vertx.core.Context;
import java.util.List;

/** One running follow: everything but {@link #wake}, request and close runs on its context. */
final class MemoryFollow implements Follower.Handle {
  /** Reads what is there, as the log's read does. */
  interface Source {
    List<StoredRecord> read(long from, int maxRecords);
  }

  private final Context context;
  private final Follower follower;
  private final Source source;
  private final Runnable onClose;
  private final int batchMax;
  private long next;
  private long credit;
  private volatile boolean ended;

  MemoryFollow(
      Context context,
      Follower follower,
      long from,
      int batchMax,
      Source source,
      Runnable onClose) {
    this.context = context;
    this.follower = follower;
    this.next = from;
    this.batchMax = batchMax;
    this.source = source;
    this.onClose = onClose;
  }

  /** There may be more. */
  void wake() {
    context.runOnContext(ignored -> pump());
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
    onClose.run();
  }

  private void pump() {
    if (ended || credit == 0) {
      return;
    }
    List<StoredRecord> records;
    try {
      records = source.read(next, (int) Math.min(credit, batchMax));
    } catch (RuntimeException failed) {
      end(failed);
      return;
    }
    // NB: again, because a close on another thread may come before an append that was read here.
    if (!records.isEmpty() && !ended) {
      next += records.size();
      credit -= records.size();
      // NB: queued, not looped, so that one follower cannot hold its event loop.
      wake();
      follower.onRecords(records);
    }
  }

  private void end(Throwable error) {
    if (!ended) {
      ended = true;
      onClose.run();
      follower.onError(error);
    }
  }
}
