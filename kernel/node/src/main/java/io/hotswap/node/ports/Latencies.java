package io.hotswap.node.ports;

import java.util.concurrent.atomic.AtomicLongArray;

/** How long calls took, in buckets that are an eighth of a power of two wide. Any thread. */
final class Latencies {
  private static final int PARTS_LOG = 3;
  private static final int PARTS = 1 << PARTS_LOG;

  private final AtomicLongArray buckets = new AtomicLongArray(64 * PARTS);

  void add(long nanos) {
    buckets.incrementAndGet(bucket(Math.max(0, nanos)));
  }

  private static int bucket(long nanos) {
    if (nanos < PARTS) {
      return (int) nanos;
    }
    int power = 63 - Long.numberOfLeadingZeros(nanos);
    int part = (int) (nanos >>> (power - PARTS_LOG)) & (PARTS - 1);
    return (power - PARTS_LOG + 1) * PARTS + part;
  }

  /** The least nanoseconds that are above all of a bucket. */
  private static long bound(int bucket) {
    if (bucket < PARTS) {
      return bucket + 1L;
    }
    int power = bucket / PARTS + PARTS_LOG - 1;
    return (1L << power) + ((long) (bucket % PARTS + 1) << (power - PARTS_LOG));
  }

  long count() {
    long sum = 0;
    for (int i = 0; i < buckets.length(); i++) {
      sum += buckets.get(i);
    }
    return sum;
  }

  /** Nanoseconds that a share of all calls stayed below, at most an eighth too long; 0: none. */
  long quantile(double share) {
    long wanted = (long) Math.ceil(count() * share);
    long sum = 0;
    for (int i = 0; i < buckets.length(); i++) {
      sum += buckets.get(i);
      if (sum > 0 && sum >= wanted) {
        return bound(i);
      }
    }
    return 0;
  }
}
