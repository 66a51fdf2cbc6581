package io.hotswap.store.embedded;

import java.util.ArrayList;
import java.util.List;

/** What waits for the writer, bounded in bytes. */
final class WriteQueue {
  /** What an entry costs in memory beside its bytes. */
  private static final int OVERHEAD = 256;

  private final long bytesMax;
  private List<Write> waiting = new ArrayList<>();
  private long bytes;
  private boolean closed;

  WriteQueue(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** False if it is full; something bigger than the bound is taken when nothing else waits. */
  synchronized boolean offer(Write write) {
    long cost = OVERHEAD + (long) write.size();
    if (closed || (bytes > 0 && bytes + cost > bytesMax)) {
      return false;
    }
    bytes += cost;
    waiting.add(write);
    notifyAll();
    return true;
  }

  /** Waits for something and takes all of it; empty when closed and drained. */
  synchronized List<Write> takeAll() throws InterruptedException {
    while (waiting.isEmpty() && !closed) {
      wait();
    }
    return takeNow();
  }

  synchronized List<Write> takeNow() {
    List<Write> taken = waiting;
    waiting = new ArrayList<>();
    bytes = 0;
    return taken;
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
