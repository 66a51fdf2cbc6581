package io.hotswap.contracts.door;

import io.hotswap.contracts.message.Receipt;

/**
 * Leases of consecutive messages of one partition, granted together: their sequences follow each
 * other as their offsets do.
 *
 * @param subscription as in a {@link Receipt}
 * @param epoch as in a {@link Receipt}
 * @param leaseSeq of the first one, -1 for all when they were acked by handing them over
 * @param offset of the first one
 * @param count at least 1
 */
public record LeaseRun(
    int partition, int subscription, long epoch, long leaseSeq, long offset, int count) {

  /** Lease sequence of messages that were acked by handing them over. */
  public static final long NONE = -1;

  public LeaseRun {
    if (partition < 0 || partition > 0xFFFF || offset < 0 || count < 1) {
      throw new IllegalArgumentException(
          "run: partition "
              + partition
              + ", offset "
              + offset
              + ", count "
              + count
              + " (expected: 0..65535, >= 0, >= 1)");
    }
  }

  /** From its first lease on, so many. */
  public LeaseRun withCount(int some) {
    return new LeaseRun(partition, subscription, epoch, leaseSeq, offset, some);
  }

  /** Some of it. */
  public LeaseRun slice(int from, int some) {
    if (from < 0 || some < 1 || from + some > count) {
      throw new IllegalArgumentException(
          "slice: " + from + " and " + some + " (expected: within " + count + ")");
    }
    return new LeaseRun(
        partition, subscription, epoch, leaseSeq < 0 ? NONE : leaseSeq + from, offset + from, some);
  }

  /** Whether {@code next} goes on where this ends. */
  public boolean continuedBy(LeaseRun next) {
    return next.partition == partition
        && next.subscription == subscription
        && next.epoch == epoch
        && next.offset == offset + count
        && next.leaseSeq == (leaseSeq < 0 ? NONE : leaseSeq + count);
  }

  /** Proof of one of the leases. */
  public Receipt receipt(long topicUid, int index) {
    return new Receipt(topicUid, partition, subscription, epoch, leaseSeq + index);
  }
}
