package io.hotswap.node.exchange;

import java.util.concurrent.atomic.AtomicLong;

/** How far a stream's client is behind. Any thread, but for what says otherwise. */
final class Backlog {
  private final long ahead;
  private final long most;
  private final AtomicLong bytes = new AtomicLong();
  private volatile boolean choked;

  /** Of what the socket was given. Only on the exchange's context. */
  private long unsent;

  /** The gateway may go on at half of the bytes at which it was told to wait. */
  Backlog(Room.Limits limits) {
    this.ahead = limits.streamBytesAhead();
    this.most = limits.streamBytesMax();
  }

  /** Counted when the gateway writes, not when its thread has handed over, so it knows at once. */
  void add(long count) {
    bytes.addAndGet(count);
  }

  void remove(long count) {
    bytes.addAndGet(-count);
  }

  /**
   * Whether the socket may be given a chunk. That which crosses the bound may pass: it can be
   * larger than the bound. Only on the exchange's context, as {@link #sent}.
   */
  boolean pass(int count) {
    if (unsent > most) {
      remove(count);
      return false;
    }
    unsent += count;
    return true;
  }

  /** The socket is done with a chunk; as {@link #cleared}. */
  boolean sent(int count) {
    unsent -= count;
    remove(count);
    return cleared();
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
