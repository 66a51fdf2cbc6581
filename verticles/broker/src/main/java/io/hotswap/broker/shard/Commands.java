package io.hotswap.broker.shard;

import io.hotswap.broker.core.decide.Breach;
import io.hotswap.broker.core.decide.Decider;
import io.hotswap.broker.core.decide.Invariant;
import io.hotswap.broker.core.decide.Taken;
import io.hotswap.broker.core.decide.TopicRegistry;
import io.hotswap.broker.core.state.Partition;
import io.hotswap.broker.core.state.PartitionId;
import io.hotswap.broker.core.state.Subscription;
import io.hotswap.contracts.broker.Published;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.log.Durability;
import io.hotswap.contracts.policy.DeliveryPolicy.Promises;
import java.util.Collections;
import java.util.List;

/** What an owner does with each command in its turn. */
final class Commands {
  private final OwnerParts parts;
  private final ShardServices services;
  private final Decider decider;
  private final Consuming consuming;
  private final SubscriptionCommands subscriptions;
  private final DeadLetterCommands deadLetters;
  private final TransactionCommands transactions;
  private final Views views;

  Commands(OwnerParts parts) {
    this.parts = parts;
    this.services = parts.services();
    this.decider = parts.decider();
    this.consuming = new Consuming(parts);
    this.subscriptions = new SubscriptionCommands(parts);
    this.deadLetters = new DeadLetterCommands(parts);
    this.transactions = new TransactionCommands(parts);
    this.views = new Views(parts);
  }

  /** Parts of transactions that nobody resolves. */
  void tick() {
    transactions.tick();
  }

  void decide(Work work, Batch batch) {
    int before = batch.outbox.facts().size();
    try {
      if (work.turn != null) {
        work.turn.take(work, batch);
      } else {
        perform(work, batch);
      }
    } catch (Problem refused) {
      batch.refuse(work, refused);
      if (batch.outbox.facts().size() > before) {
        String asked = work.turn == null ? work.command.getClass().getSimpleName() : "an errand";
        throw new Breach(Invariant.REFUSAL, asked + " was refused: " + refused.getMessage());
      }
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
      consuming.consume(work, c, batch);
    } else if (command instanceof ShardCommand.Settle c) {
      settle(work, c, batch);
    } else if (command instanceof ShardCommand.Leave c) {
      consuming.leave(work, c, batch);
    } else if (command instanceof ShardCommand.Inspect c) {
      batch.answer(work, views.inspect(decider.partition(c.topicUid(), c.partition()), c.offset()));
    } else if (command instanceof ShardCommand.Stats c) {
      batch.answer(work, views.stats(decider.partition(c.topicUid(), c.partition())));
    } else if (command instanceof ShardCommand.Browse c) {
      views.browse(work, c, batch);
    } else if (command instanceof ShardCommand.ListDead c) {
      deadLetters.list(work, c, batch);
    } else if (command instanceof ShardCommand.ReplayDead c) {
      deadLetters.replay(work, c, batch);
    } else if (command instanceof ShardCommand.Cancel c) {
      decider.cancel(c, parts.durableEnd(new PartitionId(c.topicUid(), c.partition())));
      batch.answer(work, new ShardReply.Done());
    } else if (!subscriptions.perform(work, batch) && !transactions.perform(work, batch)) {
      registry(work, batch);
    }
  }

  private void registry(Work work, Batch batch) {
    if (work.command instanceof ShardCommand.Configure c) {
      decider.configure(c);
      batch.answer(work, new ShardReply.Done());
    } else if (work.command instanceof ShardCommand.Drop c) {
      decider.drop(c);
      batch.answer(work, new ShardReply.Done());
    } else if (work.command instanceof ShardCommand.CreateTopic c) {
      topic(work, batch, decider.createTopic(c));
    } else if (work.command instanceof ShardCommand.UpdateTopic c) {
      topic(work, batch, decider.updateTopic(c));
    } else if (work.command instanceof ShardCommand.DeleteTopic c) {
      decider.deleteTopic(c);
      batch.answer(work, new ShardReply.Done());
    } else if (work.command instanceof ShardCommand.AnnounceTopic c) {
      decider.announceTopic(c);
      batch.answer(work, new ShardReply.Done());
    } else if (work.command instanceof ShardCommand.ListTopics) {
      batch.answer(work, new ShardReply.Topics(decider.state().registry().topics()));
    } else {
      throw Problem.of(
          ErrorCode.NotImplemented, work.command.getClass().getSimpleName() + ": not yet");
    }
  }

  private static void topic(Work work, Batch batch, TopicRegistry.Change change) {
    batch.answer(work, new ShardReply.Topic(change.topic(), change.changed()));
  }

  private void publish(Work work, ShardCommand.Publish command, Batch batch) {
    int count = command.messages().count();
    if (!batch.takeRoom(services.store(), command.messages().size())) {
      throw Problem.retryLater(
          ErrorCode.TooManyRequests, "the log has no room for " + count + " messages now", 1);
    }
    ShardReply stored = stored(command, decider.publish(command), batch.outbox.timeMillis());
    Partition partition = decider.partition(command.topicUid(), command.partition());
    Promises promises = services.rules().policies().delivery(partition.settings()).promises();
    if (promises.answerWhenDurable()) {
      batch.answer(work, stored);
    } else {
      batch.answerAtOnce(work, stored);
    }
    batch.effect(
        () -> services.meters().published(count, services.nanos().getAsLong() - work.arrivedNanos));
  }

  private ShardReply stored(ShardCommand.Publish command, Taken taken, long now) {
    Durability durability = services.store().durability();
    List<Published> each =
        taken.spots() == null
            ? null
            : taken.spots().stream()
                .map(
                    spot ->
                        new Published(
                            command.topicUid(),
                            command.partition(),
                            spot.place(),
                            spot.timeMillis(),
                            spot.duplicate(),
                            durability))
                .toList();
    return new ShardReply.Stored(taken.first(), command.messages().count(), now, durability, each);
  }

  private void settle(Work work, ShardCommand.Settle command, Batch batch) {
    PartitionId id = new PartitionId(command.topicUid(), command.partition());
    List<Settlement.Outcome> outcomes = decider.settle(command, parts.durableEnd(id));
    int failed = 0;
    int at = 0;
    for (Settlement settlement : command.settlements()) {
      if (settlement.kind() == Settlement.Kind.NACK) {
        List<Settlement.Outcome> own = outcomes.subList(at, at + settlement.count());
        failed += Collections.frequency(own, Settlement.Outcome.DONE);
      }
      at += settlement.count();
    }
    services.meters().failed(failed);
    Partition partition = decider.state().partition(id);
    if (partition != null && !command.settlements().isEmpty()) {
      used(partition, command.settlements().get(0));
    }
    batch.answer(work, new ShardReply.Settled(outcomes));
  }

  private void used(Partition partition, Settlement settlement) {
    if (settlement.receipt() != null) {
      int number = Subscription.numberOf(settlement.receipt().subscription());
      Subscription s = partition.subscription(number);
      if (s != null) {
        parts.consumers().used(s, services.nanos().getAsLong());
      }
    }
  }
}
