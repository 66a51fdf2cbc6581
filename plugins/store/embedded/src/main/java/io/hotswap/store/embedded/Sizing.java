package io.hotswap.store.embedded;

/**
 * How big the next segment is to be: a share of what there is, or what is written in a moment, so
 * that what is made ahead is little beside it. Not thread-safe.
 */
final class Sizing {
  /** A segment is at least this big, and grows with the store up to what is configured. */
  private static final long SMALLEST = 2 << 20;

  private static final int SHARE = 32;
  private static final int CHECKPOINT_SHARE = 4;
  private static final long SIZE_MAX = 1 << 30;

  /** For so long one is to last at the rate at which the last one was filled. */
  private static final long FILL_MILLIS = 100;

  private final long configured;

  /** What the next one needs to be, beside the configuration. */
  private long room;

  /** Bytes that were written in {@link #FILL_MILLIS} of late. */
  private long pace;

  private long takenSize;
  private long takenAtMillis;

  Sizing(long configured) {
    this.configured = configured;
  }

  long next(long storeBytes) {
    long share = Math.max(pace, storeBytes / SHARE);
    return Math.max(room, Math.min(configured, Math.max(SMALLEST, aligned(share))));
  }

  /**
   * What one that is taken now must have at least.
   *
   * @param checkpoint bytes that it begins with, which are to be a small part of it
   * @param write bytes that must have room behind them
   */
  long least(int checkpoint, int write) {
    room = Math.min(SIZE_MAX, aligned(Math.multiplyFull(checkpoint, CHECKPOINT_SHARE)));
    long headers = Layout.SEGMENT_HEADER + Layout.GROUP_HEADER;
    return Math.max(room, aligned(headers + checkpoint + write));
  }

  /** The one taken before is full. */
  void filled(long nowMillis) {
    pace = takenSize * FILL_MILLIS / Math.max(1, nowMillis - takenAtMillis);
  }

  void taken(long size, long nowMillis) {
    takenSize = size;
    takenAtMillis = nowMillis;
  }

  private static long aligned(long size) {
    return (size + Layout.ALIGN - 1) & -Layout.ALIGN;
  }
}
