package io.hotswap.broker.check;

import io.hotswap.contracts.log.Follower;
import io.hotswap.contracts.log.LogException;
import io.hotswap.contracts.log.StoredRecord;
import io.hotswap.contracts.log.StreamId;
import io.vertx.core.Context;
import java.util.List;

/** One running follow of a {@link ScratchLog}; everything but waking happens on its context. */
final class ScratchFollow implements Follower.Handle {
  private final ScratchLog log;
  private final StreamId stream;
  private final Follower follower;
  private final Context context;
  private long next;
  private int credit;
  private boolean closed;

  ScratchFollow(ScratchLog log, StreamId stream, long from, Follower follower, Context context) {
    this.log = log;
    this.stream = stream;
    this.next = from;
    this.follower = follower;
    this.context = context;
  }

  StreamId stream() {
    return stream;
  }

  void wake() {
    context.runOnContext(turn -> push());
  }

  @Override
  public void request(int records) {
    context.runOnContext(
        turn -> {
          credit += records;
          push();
        });
  }

  @Override
  public void close() {
    closed = true;
    log.forget(this);
  }

  private void push() {
    if (closed || credit == 0) {
      return;
    }
    try {
      List<StoredRecord> page = log.page(stream, next, credit, 1 << 20);
      if (!page.isEmpty()) {
        next += page.size();
        credit -= page.size();
        follower.onRecords(page);
        wake();
      }
    } catch (LogException trimmed) {
      close();
      follower.onError(trimmed);
    }
  }
}
