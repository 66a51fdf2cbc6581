package io.hotswap.node.ports;

import java.util.ArrayDeque;

/** Counts what was over budget within a minute. Any thread; only overruns come here. */
final class Overruns {
  private static final long WINDOW_NANOS = 60_000_000_000L;

  private final int most;
  private final ArrayDeque<Long> times = new ArrayDeque<>();

  Overruns(int most) {
    this.most = most;
  }

  /** Whether it is one too many. */
  synchronized boolean add(long nowNanos) {
    times.add(nowNanos);
    while (nowNanos - times.peek() > WINDOW_NANOS) {
      times.poll();
    }
    return times.size() >= most;
  }
}
