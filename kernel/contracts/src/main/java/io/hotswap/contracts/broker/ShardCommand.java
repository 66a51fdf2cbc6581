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

  record Consume(
      long topicUid,
      int partition,
      String group,
      String consumerId,
      int limit,
      int bytesMax,
      boolean fromEarliest)
      implements ShardCommand {}

  /** All settlements are of this partition. */
  record Settle(long topicUid, int partition, List<Settlement> settlements)
      implements ShardCommand {}

  record Inspect(long topicUid, int partition, long offset) implements ShardCommand {}

  record Stats(long topicUid, int partition) implements ShardCommand {}

  /** Shard 0 only, as the following three. */
  record CreateTopic(String name, TopicSettings settings) implements ShardCommand {}

  record UpdateTopic(String name, TopicSettings settings) implements ShardCommand {}

  /** Removes it from the registry; the partitions are dropped by the caller before. */
  record DeleteTopic(String name) implements ShardCommand {}

  /** The registry as of now: for a copy that may be behind. */
  record ListTopics() implements ShardCommand {}
}
