package io.hotswap.broker.core.fact;

import io.hotswap.broker.core.bytes.Longs;
import io.hotswap.contracts.broker.DeadReason;
import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.broker.TopicView;
import java.nio.ByteBuffer;
import java.util.List;

/** Something decided by a shard's owner. Replaying facts gives the state, and nothing else does. */
public sealed interface Fact {

  /**
   * First fact of every owner: times of leases and retries move on by the time nobody owned it.
   *
   * @param owner what it calls itself, for people: no decision looks at it
   */
  record TookOver(long epoch, String owner) implements Fact {}

  /** Only its time matters: leases or retries are pending and nothing else was decided lately. */
  record Alive() implements Fact {}

  /** A position at which two versions compare their digests. */
  record Marked() implements Fact {}

  record TopicCreated(TopicView topic) implements Fact {}

  record TopicUpdated(TopicView topic) implements Fact {}

  record TopicDeleted(long topicUid) implements Fact {}

  /** The partition exists with these settings; a queue gets its subscription with it. */
  record Configured(TopicView topic, int partition) implements Fact {}

  record Dropped(long topicUid, int partition) implements Fact {}

  /**
   * The records themselves are in the partition's own stream, in the same append.
   *
   * @param priorities of each record, in order; empty when all have the default
   * @param perishable whether any of them has a time to live of its own
   */
  record Published(
      long topicUid, int partition, int count, long bytes, Longs priorities, boolean perishable)
      implements Fact {}

  /** Messages that no subscription wanted. */
  record Unroutable(long topicUid, int partition, int count) implements Fact {}

  /** Messages below are gone: too old, or too many. */
  record Trimmed(long topicUid, int partition, long before) implements Fact {}

  /** {@code start} is the first offset it is given. */
  record Subscribed(int partition, SubscriptionView view, long start) implements Fact {}

  /** New settings of a subscription, the next version. */
  record Resubscribed(int partition, SubscriptionView view) implements Fact {}

  record Unsubscribed(Place place) implements Fact {}

  /** A new generation begins at {@code start}: nothing of the one before counts any more. */
  record Sought(Place place, long start) implements Fact {}

  /**
   * One pull: messages taken under a lease, others passed over, and how far the log has been looked
   * at.
   *
   * @param taken below {@code scannedTo}, or beyond it where priorities matter
   * @param takenKeys empty when no message has one that matters; as {@code skippedKeys}
   * @param skipped looked at, but not to be leased yet
   * @param skippedPriorities empty when all have the default
   * @param filtered looked at, and for others
   * @param expired looked at, and too old
   */
  record Leased(
      Place place,
      String consumer,
      long deadline,
      Longs taken,
      Longs takenKeys,
      Longs skipped,
      Longs skippedKeys,
      Longs skippedPriorities,
      Longs filtered,
      Longs expired,
      long scannedTo)
      implements Fact {}

  record Acked(Place place, Longs offsets) implements Fact {}

  /** Why a lease ended without an ack. */
  enum Cause {
    /** By its consumer, at no cost. */
    RELEASED,
    /** With its consumer, at no cost. */
    LEFT,
    /** A delivery was used up, as by the following. */
    NACKED,
    TIMED_OUT;

    public boolean usesAttempt() {
      return this == NACKED || this == TIMED_OUT;
    }
  }

  /**
   * Leases that ended without an ack, with the rest of their keys' runs.
   *
   * @param due when each may be delivered again, 0 for at once
   * @param errors what each failure said, empty text for nothing; empty when none said anything
   * @param fates what each comes to, as {@code Fate} ordinals; empty when all are retried
   */
  record Returned(
      Place place, Cause cause, Longs offsets, Longs due, List<String> errors, Longs fates)
      implements Fact {}

  /** The time to deliver these again has come. */
  record Due(Place place, Longs offsets) implements Fact {}

  record Extended(Place place, Longs offsets, long deadline) implements Fact {}

  /** Waiting messages that will not be delivered: they share the fate of one of their key. */
  record Condemned(Place place, DeadReason reason, Longs offsets) implements Fact {}

  /** What was not looked at yet of a key, below {@code until}, shares the fate of one of it. */
  record KeyClosed(Place place, DeadReason reason, long keyHash, long until) implements Fact {}

  /** Parked messages are tried anew. */
  record Unparked(Place place) implements Fact {}

  /** How a message is over without an ack. */
  enum End {
    /** Became a dead letter, or would have; the entry is in the same append. */
    DEAD,
    /** Outlived its time. */
    EXPIRED,
    /** A dead letter that went back to where it failed. */
    REPLAYED
  }

  /** Messages that were leased, waiting, or not looked at yet, and now are over. */
  record Ended(Place place, End end, Longs offsets) implements Fact {}

  /**
   * Messages that wait for their delivery time. Their records are in a stream of their own, in the
   * same append, and their places in it are their numbers.
   *
   * @param due of each, in order
   */
  record Scheduled(long topicUid, int partition, long bytes, Longs due) implements Fact {}

  /** The time of these has come: they were published in the same append, from an offset on. */
  record Entered(long topicUid, int partition, Longs numbers, long firstOffset) implements Fact {}

  record Cancelled(long topicUid, int partition, Longs numbers) implements Fact {}

  /**
   * Idempotency keys of messages in the same append.
   *
   * @param keys both halves of each
   * @param places offsets, or numbers with the mark of a message that waits
   * @param duplicates messages that were not stored, because their keys are remembered
   */
  record Remembered(
      long topicUid, int partition, Longs keys, Longs places, Longs checksums, int duplicates)
      implements Fact {}

  /** A part of a transaction that can be done, and will be if it is decided so. */
  record Prepared(String id, int coordinator, List<Hold> acks, List<Intent> publishes)
      implements Fact {}

  /** Leases that a transaction will ack; until then they do not end. */
  record Hold(Place place, Longs offsets) {}

  /** What a transaction will publish: {@code count} records in the layout of {@code Records}. */
  record Intent(long topicUid, int partition, int count, ByteBuffer records) {}

  /** What becomes of a transaction that this shard coordinates: once, and for all. */
  record Decided(String id, boolean commit) implements Fact {}

  /**
   * A part of a transaction is over; what it did, if anything, is in facts of the same append.
   *
   * @param published what each publish came to, as it was answered
   */
  record Resolved(String id, boolean commit, List<List<Published>> published) implements Fact {
    /** One message of it. */
    public record Published(
        long topicUid, int partition, long place, long timeMillis, boolean duplicate) {}
  }
}
