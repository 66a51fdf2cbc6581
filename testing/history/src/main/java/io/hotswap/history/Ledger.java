package io.hotswap.history;

import java.util.Arrays;

/**
 * What is known of each message of one producer, by number, in flat arrays: about 75 bytes per
 * message, so that a history of millions fits.
 *
 * <p>Events may come in any order: only sums, minima and maxima are kept.
 */
final class Ledger {
  static final int SENT = 1;
  static final int STORED = 1 << 1;
  static final int REFUSED = 1 << 2;
  static final int ACKED = 1 << 3;
  static final int CORRUPTED = 1 << 4;

  /** Known under more than one id: stored more than once. */
  static final int DOUBLED = 1 << 5;

  /** A filter keeps it from this subscription. */
  static final int UNWANTED = 1 << 6;

  /** An ack of it may have counted. */
  static final int ACK_UNSURE = 1 << 7;

  static final int SCHEDULED = 1 << 8;
  static final int CANCELLED = 1 << 9;
  static final int REJECTED = 1 << 10;
  static final int DEAD = 1 << 11;

  static final int SEQUENCE_MAX = 50_000_000;
  private static final int CAPACITY_FIRST = 1024;

  private int[] flags = new int[CAPACITY_FIRST];
  private int[] keys = new int[CAPACITY_FIRST];
  private int[] digests = new int[CAPACITY_FIRST];
  private int[] ids = new int[CAPACITY_FIRST];
  private int[] deliveries = new int[CAPACITY_FIRST];
  private int[] returns = new int[CAPACITY_FIRST];
  private int[] graves = new int[CAPACITY_FIRST];
  private int[] rejections = new int[CAPACITY_FIRST];
  private long[] firstDelivered = new long[CAPACITY_FIRST];
  private long[] lastDelivered = new long[CAPACITY_FIRST];
  private long[] ackSent = new long[CAPACITY_FIRST];
  private long[] due = new long[CAPACITY_FIRST];
  private int size;

  int size() {
    return size;
  }

  boolean is(int message, int flag) {
    return (flags[message] & flag) != 0;
  }

  int key(int message) {
    return keys[message];
  }

  int deliveries(int message) {
    return deliveries[message];
  }

  /** How often a client gave it back, one way or the other, or could not tell. */
  int returns(int message) {
    return returns[message];
  }

  /** Times seen dead less times sent back from there. */
  int graves(int message) {
    return graves[message];
  }

  /** Whether it was given back for good and not sent back since. */
  boolean isRejected(int message) {
    return rejections[message] > 0;
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

  /** Before which it must not come; only if {@link #SCHEDULED}. */
  long due(int message) {
    return due[message];
  }

  void published(Event event, int outcome, int key) {
    int message = slot(event.sequence());
    flags[message] |= SENT | outcome;
    keys[message] = key;
    if (event.dueNanos() != 0) {
      flags[message] |= SCHEDULED;
      due[message] = event.dueNanos();
    }
    compare(message, event);
  }

  void delivered(Event event) {
    int message = slot(event.sequence());
    long atNanos = event.atNanos();
    if (deliveries[message]++ == 0) {
      firstDelivered[message] = atNanos;
      lastDelivered[message] = atNanos;
    } else {
      firstDelivered[message] = earlier(firstDelivered[message], atNanos);
      lastDelivered[message] = later(lastDelivered[message], atNanos);
    }
    compare(message, event);
  }

  void acked(long sequence, long sentNanos) {
    int message = slot(sequence);
    ackSent[message] = is(message, ACKED) ? earlier(ackSent[message], sentNanos) : sentNanos;
    flags[message] |= ACKED;
  }

  void returned(long sequence, int flag) {
    int message = slot(sequence);
    returns[message]++;
    rejections[message] += flag == REJECTED ? 1 : 0;
    flags[message] |= flag;
  }

  /** Something else that a client saw of it. */
  void seen(Event event, int flag) {
    int message = slot(event.sequence());
    flags[message] |= flag;
    compare(message, event);
  }

  void buried(long sequence, int difference) {
    int message = slot(sequence);
    graves[message] += difference;
    rejections[message] += Math.min(0, difference);
    flags[message] |= DEAD;
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

  private void compare(int message, Event event) {
    compare(digests, message, event.digest(), CORRUPTED);
    compare(ids, message, event.messageId() == null ? 0 : event.messageId().hashCode(), DOUBLED);
  }

  /** 0 stands for unknown. */
  private void compare(int[] known, int message, int value, int otherwise) {
    if (value == 0) {
      return;
    }
    if (known[message] == 0) {
      known[message] = value;
    } else if (known[message] != value) {
      flags[message] |= otherwise;
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
    ids = Arrays.copyOf(ids, capacity);
    deliveries = Arrays.copyOf(deliveries, capacity);
    returns = Arrays.copyOf(returns, capacity);
    graves = Arrays.copyOf(graves, capacity);
    rejections = Arrays.copyOf(rejections, capacity);
    firstDelivered = Arrays.copyOf(firstDelivered, capacity);
    lastDelivered = Arrays.copyOf(lastDelivered, capacity);
    ackSent = Arrays.copyOf(ackSent, capacity);
    due = Arrays.copyOf(due, capacity);
  }
}
