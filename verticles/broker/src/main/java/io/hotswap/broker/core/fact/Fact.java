package io.hotswap.broker.core.fact;

import io.hotswap.broker.core.bytes.Longs;
import io.hotswap.contracts.broker.TopicView;

/** Something decided by a shard's owner. Replaying facts gives the state, and nothing else does. */
public sealed interface Fact {

  /** First fact of every owner: times of leases and retries move on by the time nobody owned it. */
  record TookOver(long epoch) implements Fact {}

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

  /** The records themselves are in the partition's own stream, in the same append. */
  record Published(long topicUid, int partition, int count, long bytes) implements Fact {}

  /** Number is the next free one of the partition; {@code start} the first offset it is given. */
  record Subscribed(long topicUid, int partition, String group, long start) implements Fact {}

  /**
   * One pull: messages taken under a lease, others passed over because of their key, and how far
   * the log has been looked at. {@code keys} is empty when no message has one that matters.
   */
  record Leased(
      Place place,
      String consumer,
      long deadline,
      Longs taken,
      Longs takenKeys,
      Longs skipped,
      Longs skippedKeys,
      long scannedTo)
      implements Fact {}

  record Acked(Place place, Longs offsets) implements Fact {}

  /**
   * Leases that ended without an ack, with the rest of their keys' runs.
   *
   * @param attempt whether a delivery was used up (nack, expiry) or not (release)
   * @param due when each may be delivered again, 0 for at once
   */
  record Returned(Place place, boolean attempt, Longs offsets, Longs due) implements Fact {}

  /** The time to deliver these again has come. */
  record Due(Place place, Longs offsets) implements Fact {}

  record Extended(Place place, Longs offsets, long deadline) implements Fact {}
}
