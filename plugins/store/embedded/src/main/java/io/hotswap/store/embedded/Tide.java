package io.hotswap.store.embedded;

import java.util.function.LongSupplier;

/**
 * Whether little comes in: it is high from the moment on in which a quarter of a second brought
 * more than its share, until a whole one did not. Any thread.
 */
final class Tide {
  private static final long WINDOW_MILLIS = 250;

  private final long windowBytesMax;
  private final LongSupplier nowMillis;
  private long start;
  private long bytes;
  private boolean low = true;

  Tide(long secondBytesMax, LongSupplier nowMillis) {
    this.windowBytesMax = secondBytesMax * WINDOW_MILLIS / 1000;
    this.nowMillis = nowMillis;
    this.start = nowMillis.getAsLong();
  }

  /** With these bytes, which count from now on. */
  synchronized boolean isLow(long more) {
    long now = nowMillis.getAsLong();
    if (now - start >= WINDOW_MILLIS) {
      low = bytes <= windowBytesMax;
      start = now;
      bytes = 0;
    }
    bytes += more;
    low &= bytes <= windowBytesMax;
    return low;
  }
}
