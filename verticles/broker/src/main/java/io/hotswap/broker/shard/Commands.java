package io.hotswap.broker.shard;

import io.hotswap.broker.core.bytes.Longs;
import io.hotswap.broker.core.decide.Decider;
import io.hotswap.broker.core.decide.Pull;
import io.hotswap.broker.core.decide.TopicRegistry;
import io.hotswap.broker.core.state.Lease;
import io.hotswap.broker.core.state.Partition;
import io.hotswap.broker.core.state.PartitionId;
import io.hotswap.broker.core.state.Subscription;
import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.broker.TopicSettings.Guarantee;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.message.Receipt;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** What an owner does with each command in its turn. */
final class Commands {
  /** Fetches after which a pull gives up: each brings it on, so this is never reached in health. */
  private static final int FETCHES_MAX = 1000;

  private final ShardServices services;
  private final Decider decider;
  private final MessageCache cache;
  private final LiveConsumers consumers;
  private final ToLongFunction<PartitionId> durableEnd;
  private final Owner.Listener listener;
  private final Views views;

  Commands(
      ShardServices services,
      Decider decider,
      MessageCache cache,
      LiveConsumers consumers,
      ToLongFunction<PartitionId> durableEnd,
      Owner.Listener listener) {
    this.services = services;
    this.decider = decider;
    this.cache = cache;
    this.consumers = consumers;
    this.durableEnd = durableEnd;
    this.listener = listener;
    this.views = new Views(cache, durableEnd);
  }

  void decide(Work work, Batch batch) {
    try {
      perform(work, batch);
    } catch (Problem refused) {
      batch.refuse(work, refused);
    } catch (RuntimeException bug) {
      batch.refuse(work, Problem.of(ErrorCode.OutcomeUnknown, "a decision failed"));
      throw bug;
    }
  }

  private void perform(Work work, Batch batch) {
    ShardCommand command = work.command;
    if (command instanceof ShardCommand.Publish c) {
      publish(work, c, batch);
    } else if (command instanceof ShardCommand.Consume c) {
      consume(work, c, batch);
    } else if (command instanceof ShardCommand.Settle c) {
      settle(work, c, batch);
    } else if (command instanceof ShardCommand.Inspect c) {
      Partition partition = decider.partition(c.topicUid(), c.partition());
      batch.answer(work, views.inspect(partition, c.offset()));
    } else if (command instanceof ShardCommand.Stats c) {
      batch.answer(work, views.stats(decider.partition(c.topicUid(), c.partition())));
    } else if (command instanceof ShardCommand.Configure c) {
      decider.configure(c);
      batch.answer(work, new ShardReply.Done());
    } else if (command instanceof ShardCommand.Drop c) {
      decider.drop(c);
      batch.answer(work, new ShardReply.Done());
    } else {
      registry(work, batch);
    }
  }

  private void registry(Work work, Batch batch) {
    if (work.command instanceof ShardCommand.CreateTopic c) {
      topic(work, batch, decider.createTopic(c));
    } else if (work.command instanceof ShardCommand.UpdateTopic c) {
      topic(work, batch, decider.updateTopic(c));
    } else if (work.command instanceof ShardCommand.DeleteTopic c) {
      decider.deleteTopic(c);
      batch.answer(work, new ShardReply.Done());
    } else {
      batch.answer(work, new ShardReply.Topics(decider.state().registry().topics()));
    }
  }

  private static void topic(Work work, Batch batch, TopicRegistry.Change change) {
    batch.answer(work, new ShardReply.Topic(change.topic(), change.changed()));
  }

  private void publish(Work work, ShardCommand.Publish command, Batch batch) {
    int count = command.messages().count();
    if (services.store().usage().freeBytes() < command.messages().size()) {
      throw Problem.retryLater(
          ErrorCode.TooManyRequests, "the log has no room for " + count + " messages now", 1);
    }
    long first = decider.publish(command);
    batch.answer(
        work,
        new ShardReply.Stored(
            first, count, batch.outbox.timeMillis(), services.store().durability()));
    batch.effect(
        () -> services.meters().published(count, services.nanos().getAsLong() - work.arrivedNanos));
  }

  private void settle(Work work, ShardCommand.Settle command, Batch batch) {
    PartitionId id = new PartitionId(command.topicUid(), command.partition());
    List<Settlement.Outcome> outcomes = decider.settle(command, durableEnd.applyAsLong(id));
    int failed = 0;
    for (int i = 0; i < outcomes.size(); i++) {
      if (outcomes.get(i) == Settlement.Outcome.DONE
          && command.settlements().get(i).kind() == Settlement.Kind.NACK) {
        failed++;
      }
    }
    services.meters().failed(failed);
    batch.answer(work, new ShardReply.Settled(outcomes));
  }

  private void consume(Work work, ShardCommand.Consume command, Batch batch) {
    int before = batch.outbox.facts().size();
    Subscription subscription = decider.subscribe(command);
    boolean isNew = batch.outbox.facts().size() > before;
    if (command.limit() <= 0) {
      batch.answer(work, new ShardReply.Leased(List.of()));
      return;
    }
    Partition partition = decider.partition(command.topicUid(), command.partition());
    List<String> live =
        consumers.seen(subscription, command.consumerId(), services.nanos().getAsLong());
    long end = durableEnd.applyAsLong(partition.id());
    Pull pull = decider.pull(command, subscription, end, live, cache.of(partition.id()));
    if (pull.taken().isEmpty() && pull.unfinished()) {
      batch.atOnce(() -> listener.again(work));
    } else if (pull.taken().isEmpty() && !pull.missing().isEmpty()) {
      fetch(work, partition.id(), subscription, pull.missing());
    } else {
      deliver(work, partition, subscription, pull, batch, isNew);
      readAhead(partition.id(), subscription, end);
    }
  }

  private void deliver(
      Work work, Partition partition, Subscription s, Pull pull, Batch batch, boolean isNew) {
    List<Delivery> deliveries = new ArrayList<>(pull.taken().size());
    for (Pull.Taken taken : pull.taken()) {
      deliveries.add(delivery(partition.id(), s, taken));
    }
    services.meters().delivered(deliveries.size());
    ShardReply reply = new ShardReply.Leased(deliveries);
    boolean exact = partition.settings().deliveryGuarantee() == Guarantee.ExactlyOnce;
    if (isNew || exact) {
      batch.answer(work, reply);
    } else {
      batch.atOnce(() -> work.reply.tryComplete(reply));
    }
  }

  private static Delivery delivery(PartitionId id, Subscription s, Pull.Taken taken) {
    Lease lease = taken.lease();
    Receipt receipt =
        new Receipt(id.topicUid(), id.partition(), s.number(), lease.epoch(), lease.seq());
    return new Delivery(
        id.topicUid(),
        id.partition(),
        lease.offset(),
        receipt,
        lease.attempts() + 1,
        lease.deadline(),
        taken.record());
  }

  private void fetch(Work work, PartitionId id, Subscription s, Longs missing) {
    if (work.fetches++ >= FETCHES_MAX) {
      throw Problem.retryLater(ErrorCode.Unavailable, "messages could not be kept at hand", 1);
    }
    List<Future<Void>> fetches = new ArrayList<>(missing.size());
    for (int i = 0; i < missing.size(); i++) {
      long offset = missing.get(i);
      fetches.add(offset < s.cursor() ? cache.fetchFew(id, offset) : cache.fetch(id, offset));
    }
    Future.join(fetches)
        .onComplete(
            done -> listener.again(work),
            cause -> work.fail(Problem.of(ErrorCode.Unavailable, "log: " + cause.getMessage())));
  }

  /** What the next pull will want, so that it need not wait. A failure shows when it is needed. */
  private void readAhead(PartitionId id, Subscription s, long end) {
    if (s.cursor() < end && cache.find(id, s.cursor()) == null) {
      cache.fetch(id, s.cursor());
    }
  }
}
