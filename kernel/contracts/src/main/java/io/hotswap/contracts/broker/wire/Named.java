package io.hotswap.contracts.broker.wire;

import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.message.Receipt;

/**
 * What a message is called and the proof of its lease. Both are of the partition that everything
 * around them is about, and then need not say so.
 *
 * @param receipt or null
 */
record Named(MessageId id, Receipt receipt) {
  static final int LEASED = 1;
  static final int ELSEWHERE = 2;

  /** What the reader has to know to read it again. */
  int flags(long topicUid, int partition) {
    boolean here =
        id.topicUid() == topicUid
            && id.partition() == partition
            && (receipt == null
                || (receipt.topicUid() == topicUid && receipt.partition() == partition));
    return (receipt == null ? 0 : LEASED) | (here ? 0 : ELSEWHERE);
  }

  void write(WireOut out, int flags) {
    boolean elsewhere = (flags & ELSEWHERE) != 0;
    if (elsewhere) {
      out.i64(id.topicUid()).i32(id.partition());
    }
    out.i64(id.offset());
    if (receipt != null) {
      if (elsewhere) {
        out.i64(receipt.topicUid()).i32(receipt.partition());
      }
      out.i32(receipt.subscription()).i64(receipt.epoch()).i64(receipt.leaseSeq());
    }
  }

  static Named read(WireIn in, int flags, long topicUid, int partition) {
    boolean elsewhere = (flags & ELSEWHERE) != 0;
    MessageId id =
        new MessageId(
            elsewhere ? in.i64("id") : topicUid,
            elsewhere ? in.i32("id") : partition,
            in.i64("id"));
    if ((flags & LEASED) == 0) {
      return new Named(id, null);
    }
    return new Named(
        id,
        new Receipt(
            elsewhere ? in.i64("receipt") : topicUid,
            elsewhere ? in.i32("receipt") : partition,
            in.i32("receipt"),
            in.i64("receipt"),
            in.i64("receipt")));
  }
}
