package io.hotswap.contracts.broker;

import io.hotswap.contracts.log.Records;
import java.util.List;

/** Everything a shard can be asked. All but the registry's are about one topic partition. */
public sealed interface ShardCommand {

  /** Makes the partition known to its shard, or brings new settings; idempotent by version. */
  record Configure(TopicView topic, int partition) implements ShardCommand {}

  /** Forgets the partition and trims its messages; idempotent. */
  record Drop(long topicUid, int partition) implements ShardCommand {}

  record Publish(long topicUid, int partition, Records messages) implements ShardCommand {}

  /** {@code NotFound} if the group has no subscription here: the front makes one and asks again. */
  record Consume(
      long topicUid,
      int partition,
      String group,
      String consumerId,
      int limit,
      int bytesMax,
      int capacity)
      implements ShardCommand {}

  /** How many leases the consumer has here; none where the group is not known. */
  record Held(long topicUid, int partition, String group, String consumerId)
      implements ShardCommand {}

  /** Gives back the consumer's leases and forgets it. */
  record Leave(long topicUid, int partition, String group, String consumerId)
      implements ShardCommand {}

  /** All settlements are of this partition. */
  record Settle(long topicUid, int partition, List<Settlement> settlements)
      implements ShardCommand {}

  record Cancel(long topicUid, int partition, long offset) implements ShardCommand {}

  record Inspect(long topicUid, int partition, long offset) implements ShardCommand {}

  record Browse(long topicUid, int partition, StartAt from, int limit, int bytesMax)
      implements ShardCommand {}

  record Stats(long topicUid, int partition) implements ShardCommand {}

  /**
   * Makes the subscription known, or brings new settings; idempotent by version. In partition 0,
   * its home, with number -1: makes it, and says its number and version.
   */
  record Subscribe(long topicUid, int partition, SubscriptionView subscription, StartAt from)
      implements ShardCommand {}

  /** Home only: new settings, the next version. */
  record UpdateSubscription(long topicUid, int number, SubscriptionSettings settings)
      implements ShardCommand {}

  record Unsubscribe(long topicUid, int partition, int number) implements ShardCommand {}

  record Seek(long topicUid, int partition, int number, StartAt to) implements ShardCommand {}

  /** Lets keys go on that a failed message holds: it is tried anew. */
  record Unpark(long topicUid, int partition, int number) implements ShardCommand {}

  record SubscriptionStateOf(long topicUid, int partition, int number) implements ShardCommand {}

  /** Of the topic whose home is here; of all such topics with uid 0, of type Push only. */
  record ListSubscriptions(long topicUid) implements ShardCommand {}

  /** Moves entries of the dead letter topic back to the base topic's partition. */
  record ReplayDead(
      TopicView base, int partition, DeadLetters.Query query, long from, int limit, boolean dryRun)
      implements ShardCommand {}

  record ListDead(TopicView base, int partition, DeadLetters.Query query, long from, int limit)
      implements ShardCommand {}

  /** One participant's part of a transaction. */
  record Part(List<Settle> acks, List<Publish> publishes) {}

  /** The whole transaction at once, when this shard is the only participant. */
  record Transact(String id, Part part) implements ShardCommand {}

  /** Checks the part, holds its leases and promises to be able to do it. */
  record Prepare(String id, int coordinator, Part part) implements ShardCommand {}

  /** Coordinator only: decides, once and for all; answers what was decided before if it was. */
  record Decide(String id, boolean commit) implements ShardCommand {}

  /** Does the prepared part, or lets it go; idempotent. */
  record Resolve(String id, boolean commit) implements ShardCommand {}

  /** Shard 0 only, as the following. */
  record CreateTopic(String name, TopicSettings settings) implements ShardCommand {}

  record UpdateTopic(String name, TopicSettings settings) implements ShardCommand {}

  /**
   * Removes it from the registry; the partitions are dropped by the caller before. A late one does
   * nothing to the next topic of that name.
   *
   * @param uid of the topic that is meant; 0 for whichever has the name
   */
  record DeleteTopic(String name, long uid) implements ShardCommand {
    public DeleteTopic(String name) {
      this(name, 0);
    }
  }

  /** A dead letter topic has its first entry; idempotent. */
  record AnnounceTopic(TopicView topic) implements ShardCommand {}

  /** The registry as of now: for a copy that may be behind. */
  record ListTopics() implements ShardCommand {}
}
