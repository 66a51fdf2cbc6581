package io.hotswap.node.ports;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What pauses cost callers since this object was put in place. */
public final class HoldStats {
  private final LongAdder held = new LongAdder();
  private final AtomicLong longestNanos = new AtomicLong();

  void add(long nanos) {
    held.increment();
    longestNanos.accumulateAndGet(nanos, Math::max);
  }

  /** Requests that had to wait. */
  public long held() {
    return held.sum();
  }

  /** The longest wait of any single request. */
  public double longestMillis() {
    return longestNanos.get() / 1e6;
  }
}
