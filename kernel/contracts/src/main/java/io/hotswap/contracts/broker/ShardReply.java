package io.hotswap.contracts.broker;

import io.hotswap.contracts.log.Durability;
import java.nio.ByteBuffer;
import java.util.List;

/** What a shard answers, released only when the facts behind it are durable. */
public sealed interface ShardReply {

  record Done() implements ShardReply {}

  /**
   * Messages stored.
   *
   * @param each null when all are new and follow each other from {@code firstOffset}; else the
   *     place of each, some of them of earlier messages
   */
  record Stored(
      long firstOffset,
      int count,
      long publishedAtMillis,
      Durability durability,
      List<Published> each)
      implements ShardReply {

    public Stored(long firstOffset, int count, long publishedAtMillis, Durability durability) {
      this(firstOffset, count, publishedAtMillis, durability, null);
    }
  }

  /**
   * Messages handed out.
   *
   * @param drained as in {@link ConsumeReply}
   */
  record Leased(List<Delivery> deliveries, boolean drained) implements ShardReply {
    public Leased(List<Delivery> deliveries) {
      this(deliveries, false);
    }

    public List<Deliveries.Run> runs() {
      return Deliveries.of(deliveries).runs();
    }
  }

  record Held(int leases) implements ShardReply {}

  record Settled(List<Settlement.Outcome> outcomes) implements ShardReply {}

  record Inspected(
      ByteBuffer record, List<MessageState.PerSubscription> states, List<Journey> journey)
      implements ShardReply {}

  record Browsed(BrokerPort.Browsed found) implements ShardReply {}

  record Counted(TopicStats stats) implements ShardReply {}

  record Subscription(SubscriptionView subscription, boolean created) implements ShardReply {}

  record SubscriptionFigures(SubscriptionState state) implements ShardReply {}

  record Subscriptions(List<SubscriptionView> subscriptions) implements ShardReply {}

  /**
   * Dead letters found.
   *
   * @param next offset to go on from, -1 at the end
   */
  record Dead(List<DeadLetters.Entry> entries, long next) implements ShardReply {}

  /**
   * Dead letters moved.
   *
   * @param next offset to go on from, -1 at the end
   */
  record Replayed(DeadLetters.Replayed replayed, long next) implements ShardReply {}

  /** What a transaction's part stored, in the order of its publishes; empty if it was let go. */
  record Resolved(List<List<Published>> published) implements ShardReply {}

  record Decided(boolean commit) implements ShardReply {}

  record Topic(TopicView topic, boolean created) implements ShardReply {}

  record Topics(List<TopicView> topics) implements ShardReply {}
}
