package io.hotswap.node.exchange;

import java.util.concurrent.atomic.AtomicLong;

/** How far a stream's client is behind. Any thread. */
final class Backlog {
  private final long ahead;
  private final AtomicLong bytes = new AtomicLong();
  private volatile boolean choked;

  /**
   * @param ahead bytes at which the gateway is told to wait; it may go on at half of them
   */
  Backlog(long ahead) {
    this.ahead = ahead;
  }

  /** Counted when the gateway writes, not when its thread has handed over, so it knows at once. */
  void add(long count) {
    bytes.addAndGet(count);
  }

  void remove(long count) {
    bytes.addAndGet(-count);
  }

  boolean writable() {
    boolean free = bytes.get() < ahead;
    if (!free) {
      choked = true;
    }
    return free;
  }

  /** Whether somebody was told to wait and may go on: true once for each time. */
  boolean cleared() {
    if (choked && bytes.get() <= ahead / 2) {
      choked = false;
      return true;
    }
    return false;
  }
}
