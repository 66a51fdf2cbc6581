package io.hotswap.history;

import java.util.Arrays;

/**
 * What is known of each message of one producer, by number, in flat arrays: about 45 bytes per
 * message, so that a history of millions fits.
 *
 * <p>Events may come in any order: only sums, minima and maxima are kept.
 */
final class Ledger {
  static final byte SENT = 1;
  static final byte STORED = 2;
  static final byte REFUSED = 4;
  static final byte ACKED = 8;
  static final byte CORRUPTED = 16;

  private static final int SEQUENCE_MAX = 50_000_000;
  private static final int CAPACITY_FIRST = 1024;

  private byte[] flags = new byte[CAPACITY_FIRST];
  private int[] keys = new int[CAPACITY_FIRST];
  private int[] digests = new int[CAPACITY_FIRST];
  private int[] deliveries = new int[CAPACITY_FIRST];
  private long[] firstDelivered = new long[CAPACITY_FIRST];
  private long[] lastDelivered = new long[CAPACITY_FIRST];
  private long[] ackSent = new long[CAPACITY_FIRST];
  private int size;

  int size() {
    return size;
  }

  boolean is(int message, byte flag) {
    return (flags[message] & flag) != 0;
  }

  int key(int message) {
    return keys[message];
  }

  int deliveries(int message) {
    return deliveries[message];
  }

  long firstDelivered(int message) {
    return firstDelivered[message];
  }

  long lastDelivered(int message) {
    return lastDelivered[message];
  }

  /** When the first ack that succeeded was sent; only if {@link #ACKED}. */
  long ackSent(int message) {
    return ackSent[message];
  }

  void published(long sequence, byte outcome, int key, int digest) {
    int message = slot(sequence);
    flags[message] |= (byte) (SENT | outcome);
    keys[message] = key;
    compare(message, digest);
  }

  void delivered(long sequence, int digest, long atNanos) {
    int message = slot(sequence);
    if (deliveries[message]++ == 0) {
      firstDelivered[message] = atNanos;
      lastDelivered[message] = atNanos;
    } else {
      firstDelivered[message] = earlier(firstDelivered[message], atNanos);
      lastDelivered[message] = later(lastDelivered[message], atNanos);
    }
    compare(message, digest);
  }

  void acked(long sequence, long sentNanos) {
    int message = slot(sequence);
    ackSent[message] = is(message, ACKED) ? earlier(ackSent[message], sentNanos) : sentNanos;
    flags[message] |= ACKED;
  }

  // NB: System.nanoTime may be negative and may wrap, so only differences mean something.
  static boolean before(long left, long right) {
    return left - right < 0;
  }

  private static long earlier(long left, long right) {
    return before(left, right) ? left : right;
  }

  private static long later(long left, long right) {
    return before(left, right) ? right : left;
  }

  private void compare(int message, int digest) {
    if (digest == 0) {
      return;
    }
    if (digests[message] == 0) {
      digests[message] = digest;
    } else if (digests[message] != digest) {
      flags[message] |= CORRUPTED;
    }
  }

  private int slot(long sequence) {
    if (sequence < 0 || sequence >= SEQUENCE_MAX) {
      throw new IllegalArgumentException(
          "sequence: " + sequence + " (expected: 0.." + (SEQUENCE_MAX - 1) + ")");
    }
    int message = (int) sequence;
    if (message >= flags.length) {
      grow(Math.min(SEQUENCE_MAX, Math.max(message + 1, flags.length * 2)));
    }
    size = Math.max(size, message + 1);
    return message;
  }

  private void grow(int capacity) {
    flags = Arrays.copyOf(flags, capacity);
    keys = Arrays.copyOf(keys, capacity);
    digests = Arrays.copyOf(digests, capacity);
    deliveries = Arrays.copyOf(deliveries, capacity);
    firstDelivered = Arrays.copyOf(firstDelivered, capacity);
    lastDelivered = Arrays.copyOf(lastDelivered, capacity);
    ackSent = Arrays.copyOf(ackSent, capacity);
  }
}
