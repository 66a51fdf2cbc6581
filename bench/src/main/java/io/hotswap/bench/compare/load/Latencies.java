package io.hotswap.bench.compare.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.HdrHistogram.AtomicHistogram;
import org.HdrHistogram.Histogram;

/**
 * Latencies of what was due in an interval, counted from when it was due: of the whole, and of each
 * window of it. Any thread records.
 */
public final class Latencies {
  public static final long WINDOW_NANOS = 100_000_000;
  private static final int WINDOWS_MAX = 18_000;
  private static final long LEAST_NANOS = 1_000;
  private static final long MOST_NANOS = TimeUnit.MINUTES.toNanos(10);

  private final AtomicHistogram whole = new AtomicHistogram(LEAST_NANOS, MOST_NANOS, 3);
  private final AtomicReferenceArray<AtomicHistogram> windows;
  private volatile long from = Long.MAX_VALUE;
  private volatile long to = Long.MAX_VALUE;

  /**
   * @param windowed whether windows are kept
   */
  Latencies(boolean windowed) {
    windows = new AtomicReferenceArray<>(windowed ? WINDOWS_MAX : 0);
  }

  /** What is due from now on counts, and nothing that did before. */
  void from(long nanos) {
    from = Long.MAX_VALUE;
    to = Long.MAX_VALUE;
    whole.reset();
    for (int i = 0; i < windows.length(); i++) {
      windows.set(i, null);
    }
    from = nanos;
  }

  void to(long nanos) {
    to = nanos;
  }

  void record(long dueNanos, long nowNanos) {
    if (dueNanos < from || dueNanos >= to) {
      return;
    }
    long latency = Math.min(MOST_NANOS, Math.max(0, nowNanos - dueNanos));
    whole.recordValue(latency);
    if (windows.length() > 0) {
      window((int) Math.min(WINDOWS_MAX - 1, (dueNanos - from) / WINDOW_NANOS))
          .recordValue(latency);
    }
  }

  private AtomicHistogram window(int at) {
    AtomicHistogram window = windows.get(at);
    if (window == null) {
      windows.compareAndSet(at, null, new AtomicHistogram(LEAST_NANOS, MOST_NANOS, 2));
      window = windows.get(at);
    }
    return window;
  }

  /** In nanoseconds. */
  public Histogram whole() {
    return whole;
  }

  /** One for each window up to the last that has any. */
  public List<Histogram> windows() {
    List<Histogram> all = new ArrayList<>();
    for (int i = 0; i < windows.length(); i++) {
      Histogram one = windows.get(i);
      if (one != null) {
        while (all.size() < i) {
          all.add(new Histogram(LEAST_NANOS, MOST_NANOS, 2));
        }
        all.add(one);
      }
    }
    return all;
  }
}
