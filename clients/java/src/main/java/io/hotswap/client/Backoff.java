package io.hotswap.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before another attempt: doubles from {@code first} to {@code most}, of which a
 * random half to whole is taken ("equal jitter", M. Brooker, AWS Architecture Blog, 2015).
 */
record Backoff(Duration first, Duration most) {

  /** Milliseconds, at least 1. {@code attempt} counts from 0. */
  long millis(int attempt, RandomGenerator random) {
    long whole = most.toMillis();
    if (attempt < 30) {
      whole = Math.min(whole, first.toMillis() << attempt);
    }
    return Math.max(1, whole / 2 + (long) (random.nextDouble() * (whole - whole / 2)));
  }
}
