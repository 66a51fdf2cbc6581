package io.hotswap.broker.core.state;

/**
 * The lease sequence of a receipt: which grant of which message it proves.
 *
 * <p>Made from the offset, not from a counter, so that remembered acks of neighbours are equal but
 * for their offset and merge into one range, whatever order keys and consumers took them in.
 */
public final class LeaseSeq {
  private static final int OFFSET_BITS = 40;

  private LeaseSeq() {}

  /** {@code grant} is 1 for the first lease of the message in its subscription. */
  public static long of(long offset, int grant) {
    if (offset >>> OFFSET_BITS != 0 || grant >= 1 << 23) {
      throw new IllegalStateException(
          "lease: " + offset + "/" + grant + " (expected: < 2^40/2^23)");
    }
    return ((long) grant << OFFSET_BITS) | offset;
  }

  public static long offset(long seq) {
    return seq & ((1L << OFFSET_BITS) - 1);
  }

  public static int grant(long seq) {
    return (int) (seq >>> OFFSET_BITS);
  }
}
