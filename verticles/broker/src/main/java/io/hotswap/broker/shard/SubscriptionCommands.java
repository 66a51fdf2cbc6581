package io.hotswap.broker.shard;

import io.hotswap.broker.core.decide.Decider;
import io.hotswap.broker.core.state.Partition;
import io.hotswap.broker.core.state.Subscription;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.broker.StartAt;
import io.hotswap.contracts.broker.SubscriptionSettings;
import io.hotswap.contracts.broker.SubscriptionState;
import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Commands about subscriptions. */
final class SubscriptionCommands {
  private final OwnerParts parts;
  private final Decider decider;
  private final Views views;

  SubscriptionCommands(OwnerParts parts) {
    this.parts = parts;
    this.decider = parts.decider();
    this.views = new Views(parts);
  }

  /** False if it is none of them. */
  boolean perform(Work work, Batch batch) {
    ShardCommand command = work.command;
    if (command instanceof ShardCommand.Subscribe c) {
      subscribe(work, c, batch);
    } else if (command instanceof ShardCommand.UpdateSubscription c) {
      Partition partition = decider.partition(c.topicUid(), 0);
      Subscription s = parts.subscription(partition, c.number());
      SubscriptionView view = decider.update(partition, s, c.settings());
      batch.answer(work, new ShardReply.Subscription(view, false));
    } else if (command instanceof ShardCommand.Unsubscribe c) {
      unsubscribe(work, c, batch);
    } else if (command instanceof ShardCommand.Seek c) {
      seek(work, c, batch);
    } else if (command instanceof ShardCommand.Unpark c) {
      Partition partition = decider.partition(c.topicUid(), c.partition());
      decider.unpark(partition, parts.subscription(partition, c.number()));
      batch.answer(work, new ShardReply.Done());
    } else if (command instanceof ShardCommand.SubscriptionStateOf c) {
      state(work, c, batch);
    } else if (command instanceof ShardCommand.Held c) {
      batch.answer(work, new ShardReply.Held(held(c)));
    } else if (command instanceof ShardCommand.ListSubscriptions c) {
      batch.answer(work, new ShardReply.Subscriptions(list(c)));
    } else {
      return false;
    }
    return true;
  }

  private void subscribe(Work work, ShardCommand.Subscribe command, Batch batch) {
    Partition partition = decider.partition(command.topicUid(), command.partition());
    OptionalLong start = resolve(work, partition, command.from());
    if (start.isPresent()) {
      Decider.Subscribed made =
          decider.subscribe(partition, command.subscription(), start.getAsLong());
      batch.answer(work, new ShardReply.Subscription(made.view(), made.created()));
    }
  }

  private void unsubscribe(Work work, ShardCommand.Unsubscribe command, Batch batch) {
    Partition partition = decider.partition(command.topicUid(), command.partition());
    Subscription s = partition.subscription(command.number());
    if (s == null && command.partition() == 0) {
      throw Problem.of(
          ErrorCode.SubscriptionNotFound,
          "subscription: number " + command.number() + " is not there");
    }
    if (s != null) {
      decider.unsubscribe(partition, s);
    }
    batch.answer(work, new ShardReply.Done());
  }

  private void seek(Work work, ShardCommand.Seek command, Batch batch) {
    Partition partition = decider.partition(command.topicUid(), command.partition());
    Subscription s = parts.subscription(partition, command.number());
    OptionalLong to = resolve(work, partition, command.to());
    if (to.isPresent()) {
      decider.seek(partition, s, to.getAsLong());
      batch.answer(work, new ShardReply.Done());
    }
  }

  /** The offset meant; empty if the log must be asked first, after which the work comes again. */
  private OptionalLong resolve(Work work, Partition partition, StartAt at) {
    long first = partition.keptFrom();
    long end = partition.end();
    return switch (at.kind()) {
      case EARLIEST -> OptionalLong.of(first);
      case LATEST -> OptionalLong.of(end);
      case OFFSET -> OptionalLong.of(Math.max(first, Math.min(end, at.value())));
      case TIME -> ofTime(work, partition, at.value(), first, end);
    };
  }

  private OptionalLong ofTime(Work work, Partition partition, long millis, long first, long end) {
    if (work.resolved >= 0) {
      return OptionalLong.of(Math.max(first, Math.min(end, work.resolved)));
    }
    parts
        .services()
        .store()
        .offsetAt(parts.stream(partition.id()), millis)
        .onComplete(
            offset -> {
              work.resolved = offset;
              parts.listener().again(work);
            },
            cause -> work.fail(Problem.of(ErrorCode.Unavailable, "log: " + cause.getMessage())));
    return OptionalLong.empty();
  }

  private void state(Work work, ShardCommand.SubscriptionStateOf command, Batch batch) {
    Partition partition = decider.partition(command.topicUid(), command.partition());
    Subscription s = parts.subscription(partition, command.number());
    long nanos = parts.services().nanos().getAsLong();
    long used =
        parts.services().clock().millis() - (nanos - parts.consumers().lastUsed(s)) / 1_000_000;
    batch.answer(
        work,
        views
            .stats(partition, s)
            .map(
                stats ->
                    new ShardReply.SubscriptionFigures(
                        new SubscriptionState(
                            s.view(), stats, members(partition, s, stats.ready()), used))));
  }

  private int held(ShardCommand.Held command) {
    Partition partition = decider.partition(command.topicUid(), command.partition());
    Subscription s = partition.subscription(command.group());
    return s == null ? 0 : s.backlog(partition.first()).leasesOf(command.consumerId());
  }

  private List<SubscriptionState.Member> members(Partition partition, Subscription s, long ready) {
    Map<String, Integer> leases = new LinkedHashMap<>(s.backlog(partition.first()).holders());
    Map<String, Integer> capacities = parts.consumers().capacities(s);
    capacities.keySet().forEach(id -> leases.putIfAbsent(id, 0));
    List<SubscriptionState.Member> members = new ArrayList<>();
    leases.forEach(
        (id, count) ->
            members.add(
                new SubscriptionState.Member(
                    id,
                    count,
                    capacities.getOrDefault(id, Integer.MAX_VALUE),
                    (ready + leases.size() - 1) / leases.size())));
    return members;
  }

  private List<SubscriptionView> list(ShardCommand.ListSubscriptions command) {
    List<SubscriptionView> views = new ArrayList<>();
    if (command.topicUid() != 0) {
      decider.partition(command.topicUid(), 0).subscriptions().forEach(s -> views.add(s.view()));
      return views;
    }
    for (Partition partition : decider.state().partitions()) {
      if (partition.id().partition() == 0) {
        for (Subscription s : partition.subscriptions()) {
          if (s.view().settings().type() == SubscriptionSettings.Type.Push) {
            views.add(s.view());
          }
        }
      }
    }
    return views;
  }
}
