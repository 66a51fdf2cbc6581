package io.hotswap.contracts.broker;

import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.message.Receipt;

/**
 * One answer of a consumer to one delivery, or the same to several that were leased as a run.
 *
 * @param messageId of the first one
 * @param receipt of the first one; null for the current lease, whatever it is (AtLeastOnce only,
 *     and of one message)
 * @param delayMillis of a {@code NACK}: own delay, or -1 for the topic's backoff; of an {@code
 *     EXTEND}: new time to the deadline from now; else -1
 * @param reason of a {@code NACK}, or null
 * @param count of messages: offsets and lease sequences of the others follow those of the first
 */
public record Settlement(
    Kind kind,
    MessageId messageId,
    Receipt receipt,
    long delayMillis,
    String reason,
    FailureClass failureClass,
    int count) {

  public Settlement {
    if (count < 1) {
      throw new IllegalArgumentException("count: " + count + " (expected: >= 1)");
    }
  }

  /** Of one message. */
  public Settlement(
      Kind kind,
      MessageId messageId,
      Receipt receipt,
      long delayMillis,
      String reason,
      FailureClass failureClass) {
    this(kind, messageId, receipt, delayMillis, reason, failureClass, 1);
  }

  /** What is done with the lease. */
  public enum Kind {
    ACK,
    /** Failed: retried with backoff, an attempt used up. */
    NACK,
    /** Given back: ready at once, no attempt used up. */
    RELEASE,
    EXTEND
  }

  /** How bad a failure is. */
  public enum FailureClass {
    Retryable,
    NonRetryable,
    Critical
  }

  /** What became of a settlement; anything but {@code DONE} changed nothing. */
  public enum Outcome {
    DONE,
    /** An ack repeated while its receipt is remembered: as good as {@code DONE}. */
    REPEATED,
    /** Another lease is current, or none. */
    STALE,
    ALREADY_ACKED,
    /** No receipt given and several subscriptions hold a lease. */
    RECEIPT_NEEDED,
    UNKNOWN_MESSAGE,
    /** Its lease is held by a transaction in progress. */
    IN_TRANSACTION
  }

  public static Settlement ack(MessageId id, Receipt receipt) {
    return new Settlement(Kind.ACK, id, receipt, -1, null, FailureClass.Retryable);
  }

  public static Settlement release(MessageId id, Receipt receipt) {
    return new Settlement(Kind.RELEASE, id, receipt, -1, null, FailureClass.Retryable);
  }

  /** The answer to one message of a run. */
  public Settlement one(int index) {
    MessageId id =
        new MessageId(messageId.topicUid(), messageId.partition(), messageId.offset() + index);
    Receipt own = receipt == null ? null : receipt.next(index);
    return new Settlement(kind, id, own, delayMillis, reason, failureClass);
  }
}
