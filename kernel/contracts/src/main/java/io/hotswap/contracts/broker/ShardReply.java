package io.hotswap.contracts.broker;

import io.hotswap.contracts.log.Durability;
import java.nio.ByteBuffer;
import java.util.List;

/** What a shard answers, released only when the facts behind it are durable. */
public sealed interface ShardReply {

  record Done() implements ShardReply {}

  record Stored(long firstOffset, int count, long publishedAtMillis, Durability durability)
      implements ShardReply {}

  record Leased(List<Delivery> deliveries) implements ShardReply {}

  record Settled(List<Settlement.Outcome> outcomes) implements ShardReply {}

  record Inspected(ByteBuffer record, List<MessageState.PerSubscription> states)
      implements ShardReply {}

  record Counted(long published, long stored, List<SubscriptionStats> subscriptions)
      implements ShardReply {}

  record Topic(TopicView topic, boolean created) implements ShardReply {}

  record Topics(List<TopicView> topics) implements ShardReply {}
}
