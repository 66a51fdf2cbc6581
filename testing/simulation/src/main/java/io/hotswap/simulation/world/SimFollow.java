package io.hotswap.simulation.world;

import io.hotswap.contracts.log.Follower;
import io.hotswap.contracts.log.LogException;
import io.hotswap.contracts.log.StoredRecord;
import io.hotswap.contracts.log.StreamId;
import java.util.List;

/** One running follow; everything happens on the context of whoever follows. */
final class SimFollow implements Follower.Handle {
  private static final int PAGE_BYTES = 1 << 20;

  private final SimStore store;
  private final StreamId stream;
  private final Follower follower;
  private final SimContext context;
  private long next;
  private int credit;
  private boolean closed;
  private boolean waking;

  SimFollow(SimStore store, StreamId stream, long from, Follower follower, SimContext context) {
    this.store = store;
    this.stream = stream;
    this.next = from;
    this.follower = follower;
    this.context = context;
  }

  StreamId stream() {
    return stream;
  }

  boolean isOver() {
    return closed || context.life().isOver();
  }

  void wake() {
    if (!waking) {
      waking = true;
      context.runOnContext(turn -> push());
    }
  }

  /** It ends by itself, as when a connection is lost. */
  void fail() {
    context.runOnContext(
        turn -> {
          if (!closed) {
            closed = true;
            follower.onError(
                new LogException(LogException.Kind.OUTCOME_UNKNOWN, stream + ": as told"));
          }
        });
  }

  @Override
  public void request(int records) {
    credit += records;
    wake();
  }

  @Override
  public void close() {
    closed = true;
  }

  private void push() {
    waking = false;
    if (closed || credit == 0) {
      return;
    }
    SimStream durable = store.stream(stream);
    if (next < durable.first()) {
      closed = true;
      follower.onError(new LogException(LogException.Kind.TRIMMED, stream + ": " + next));
      return;
    }
    List<StoredRecord> page = durable.page(next, Math.min(credit, 64), PAGE_BYTES);
    if (!page.isEmpty()) {
      next += page.size();
      credit -= page.size();
      follower.onRecords(page);
      wake();
    }
  }
}
