package io.hotswap.broker.shard;

import io.hotswap.broker.core.decide.Decider;
import io.hotswap.broker.core.state.Partition;
import io.hotswap.broker.core.state.PartitionId;
import io.hotswap.broker.core.state.Subscription;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.log.StreamId;
import java.util.function.ToLongFunction;

/** What the parts of an owner share. */
record OwnerParts(
    int shard,
    ShardServices services,
    Decider decider,
    MessageCache cache,
    LiveConsumers consumers,
    Awaited awaited,
    ToLongFunction<PartitionId> durableEnds,
    Owner.Listener listener) {

  long durableEnd(PartitionId id) {
    return durableEnds.applyAsLong(id);
  }

  StreamId stream(PartitionId id) {
    return StreamId.messages(shard, id.topicUid(), id.partition());
  }

  Subscription subscription(Partition partition, String group) {
    Subscription s = partition.subscription(partition.isQueue() ? Partition.QUEUE_GROUP : group);
    if (s == null) {
      throw Problem.of(
          ErrorCode.SubscriptionNotFound,
          "consumerGroup: " + group + " has no subscription of " + partition.topic().name());
    }
    return s;
  }

  Subscription subscription(Partition partition, int number) {
    Subscription s = partition.subscription(number);
    if (s == null) {
      throw Problem.of(
          ErrorCode.SubscriptionNotFound,
          "subscription: number " + number + " of " + partition.topic().name() + " is not there");
    }
    return s;
  }
}
