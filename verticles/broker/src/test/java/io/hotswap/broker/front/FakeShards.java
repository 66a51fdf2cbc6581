package io.hotswap.broker.front;

import io.hotswap.contracts.broker.DeadLetters;
import io.hotswap.contracts.broker.Published;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardPort;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.broker.SubscriptionSettings;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.Hashing;
import io.hotswap.contracts.message.MessageId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/** Shards in memory that answer at once, and fail or wait where a test says so. */
final class FakeShards implements ShardPort {
  static final int SHARDS = 4;

  /** A command as it came. */
  record Asked(int shard, ShardCommand command) {}

  private record Script(
      BiPredicate<Integer, ShardCommand> when, Future<ShardReply> answer, boolean afterwards) {}

  private record Key(int shard, long uid, int partition) {}

  private record Prepared(int shard, String id) {}

  final List<Asked> asked = new ArrayList<>();
  final Map<String, TopicView> registry = new TreeMap<>();
  final Map<Prepared, ShardCommand.Part> prepared = new HashMap<>();
  final Map<Prepared, List<List<Published>>> resolved = new HashMap<>();
  final Map<String, Boolean> decisions = new HashMap<>();
  final RegistryView view = new RegistryView();
  private final List<Script> scripts = new ArrayList<>();
  private final Map<Key, FakePartition> partitions = new HashMap<>();
  boolean viewFollows = true;
  private long nextUid = 1;

  /** The next command of this kind fails, and does nothing. */
  void fail(Class<? extends ShardCommand> kind, ErrorCode code) {
    failWhere((shard, command) -> kind.isInstance(command), code);
  }

  void failWhere(BiPredicate<Integer, ShardCommand> when, ErrorCode code) {
    scripts.add(new Script(when, Future.failedFuture(Problem.of(code, "scripted " + code)), false));
  }

  /** The next command of this kind is done, but its answer is lost. */
  void loseAnswer(Class<? extends ShardCommand> kind) {
    Problem lost = Problem.of(ErrorCode.OutcomeUnknown, "scripted loss");
    scripts.add(new Script((s, c) -> kind.isInstance(c), Future.failedFuture(lost), true));
  }

  /** The next command of this kind is not answered before the promise is completed. */
  Promise<ShardReply> hold(Class<? extends ShardCommand> kind) {
    Promise<ShardReply> answer = Promise.promise();
    scripts.add(new Script((s, c) -> kind.isInstance(c), answer.future(), false));
    return answer;
  }

  <C extends ShardCommand> List<C> all(Class<C> kind) {
    return asked.stream().map(Asked::command).filter(kind::isInstance).map(kind::cast).toList();
  }

  FakePartition partition(TopicView topic, int partition) {
    return partitions.get(key(topic, partition));
  }

  void forget(TopicView topic, int partition) {
    partitions.remove(key(topic, partition));
  }

  /** As a shard does: makes the dead letter partition and puts entries in. */
  void die(TopicView base, int partition, Records records, long now) {
    TopicView dead = base.deadLetterTopic();
    partitions
        .computeIfAbsent(key(dead, partition), k -> new FakePartition(dead, partition))
        .die(records, now);
    registry.put(dead.name(), dead);
    publishRegistry();
  }

  private static Key key(TopicView topic, int partition) {
    int shard = Hashing.shardOf(topic.placement(), partition, SHARDS);
    return new Key(shard, topic.uid(), partition);
  }

  @Override
  public Future<ShardReply> ask(int shard, ShardCommand command) {
    asked.add(new Asked(shard, command));
    for (Script script : scripts) {
      if (script.when.test(shard, command)) {
        scripts.remove(script);
        if (script.afterwards) {
          perform(shard, command);
        }
        return script.answer;
      }
    }
    try {
      return Future.succeededFuture(perform(shard, command));
    } catch (Problem refused) {
      return Future.failedFuture(refused);
    }
  }

  private ShardReply perform(int shard, ShardCommand command) {
    if (command instanceof ShardCommand.Configure c) {
      FakePartition known =
          partitions.computeIfAbsent(
              new Key(shard, c.topic().uid(), c.partition()),
              k -> new FakePartition(c.topic(), c.partition()));
      known.topic = c.topic();
    } else if (command instanceof ShardCommand.Drop c) {
      partitions.remove(new Key(shard, c.topicUid(), c.partition()));
    } else if (command instanceof ShardCommand.Publish c) {
      return at(shard, c.topicUid(), c.partition()).store(c.messages());
    } else if (command instanceof ShardCommand.Consume c) {
      return at(shard, c.topicUid(), c.partition()).consume(c);
    } else if (command instanceof ShardCommand.Held c) {
      return at(shard, c.topicUid(), c.partition()).held(c);
    } else if (command instanceof ShardCommand.Leave c) {
      at(shard, c.topicUid(), c.partition()).leave(c);
    } else if (command instanceof ShardCommand.Settle c) {
      FakePartition partition = at(shard, c.topicUid(), c.partition());
      return new ShardReply.Settled(c.settlements().stream().map(partition::settle).toList());
    } else if (command instanceof ShardCommand.Cancel c) {
      at(shard, c.topicUid(), c.partition()).inspect(c.offset());
    } else if (command instanceof ShardCommand.Inspect c) {
      return at(shard, c.topicUid(), c.partition()).inspect(c.offset());
    } else if (command instanceof ShardCommand.Browse c) {
      return at(shard, c.topicUid(), c.partition()).browse(c);
    } else if (command instanceof ShardCommand.Stats c) {
      return at(shard, c.topicUid(), c.partition()).stats();
    } else {
      return subscriptions(shard, command);
    }
    return new ShardReply.Done();
  }

  private ShardReply subscriptions(int shard, ShardCommand command) {
    if (command instanceof ShardCommand.Subscribe c) {
      return at(shard, c.topicUid(), c.partition()).subscribe(c.subscription(), c.from());
    } else if (command instanceof ShardCommand.UpdateSubscription c) {
      return at(shard, c.topicUid(), 0).update(c);
    } else if (command instanceof ShardCommand.Unsubscribe c) {
      at(shard, c.topicUid(), c.partition()).unsubscribe(c.number());
    } else if (command instanceof ShardCommand.Seek c) {
      at(shard, c.topicUid(), c.partition()).seek(c.number(), c.to());
    } else if (command instanceof ShardCommand.Unpark c) {
      at(shard, c.topicUid(), c.partition()).unpark(c.number());
    } else if (command instanceof ShardCommand.SubscriptionStateOf c) {
      return at(shard, c.topicUid(), c.partition()).state(c.number());
    } else if (command instanceof ShardCommand.ListSubscriptions c) {
      return c.topicUid() == 0
          ? push(shard)
          : new ShardReply.Subscriptions(at(shard, c.topicUid(), 0).views());
    } else {
      return dead(shard, command);
    }
    return new ShardReply.Done();
  }

  private ShardReply push(int shard) {
    return new ShardReply.Subscriptions(
        partitions.entrySet().stream()
            .filter(e -> e.getKey().shard == shard && e.getKey().partition == 0)
            .flatMap(e -> e.getValue().views().stream())
            .filter(v -> v.settings().type() == SubscriptionSettings.Type.Push)
            .toList());
  }

  private ShardReply dead(int shard, ShardCommand command) {
    if (command instanceof ShardCommand.ListDead c) {
      at(shard, c.base().uid(), c.partition());
      FakePartition dead = partition(c.base().deadLetterTopic(), c.partition());
      return dead == null
          ? new ShardReply.Dead(List.of(), -1)
          : dead.dead(c.query(), c.from(), c.limit());
    } else if (command instanceof ShardCommand.ReplayDead c) {
      FakePartition dead = partition(c.base().deadLetterTopic(), c.partition());
      return dead == null
          ? new ShardReply.Replayed(new DeadLetters.Replayed(0, 0, List.of()), -1)
          : replay(c, dead, at(shard, c.base().uid(), c.partition()));
    }
    return transactions(shard, command);
  }

  private static ShardReply replay(
      ShardCommand.ReplayDead c, FakePartition dead, FakePartition base) {
    ShardReply.Dead found = dead.dead(c.query(), c.from(), c.limit());
    List<MessageId> ids = new ArrayList<>();
    if (!c.dryRun()) {
      for (DeadLetters.Entry entry : found.entries()) {
        long at = base.store(Records.copyOf(List.of(entry.record()))).firstOffset();
        ids.add(new MessageId(c.base().uid(), c.partition(), at));
        dead.diedAt.remove(entry.id().offset());
      }
    }
    long matched = found.entries().size();
    return new ShardReply.Replayed(
        new DeadLetters.Replayed(matched, ids.size(), ids), found.next());
  }

  private ShardReply transactions(int shard, ShardCommand command) {
    if (command instanceof ShardCommand.Transact c) {
      check(shard, c.part());
      return new ShardReply.Resolved(perform(shard, c.part()));
    } else if (command instanceof ShardCommand.Prepare c) {
      Prepared key = new Prepared(shard, c.id());
      if (!resolved.containsKey(key)) {
        check(shard, c.part());
        prepared.put(key, c.part());
      }
    } else if (command instanceof ShardCommand.Decide c) {
      decisions.putIfAbsent(c.id(), c.commit());
      return new ShardReply.Decided(decisions.get(c.id()));
    } else if (command instanceof ShardCommand.Resolve c) {
      Prepared key = new Prepared(shard, c.id());
      ShardCommand.Part part = prepared.remove(key);
      if (part != null && c.commit()) {
        resolved.put(key, perform(shard, part));
      }
      return new ShardReply.Resolved(resolved.getOrDefault(key, List.of()));
    } else {
      return registry(command);
    }
    return new ShardReply.Done();
  }

  private void check(int shard, ShardCommand.Part part) {
    for (ShardCommand.Settle acks : part.acks()) {
      FakePartition partition = at(shard, acks.topicUid(), acks.partition());
      if (!acks.settlements().stream().allMatch(partition::leased)) {
        throw Problem.of(ErrorCode.StaleReceipt, "stale");
      }
    }
    part.publishes().forEach(p -> at(shard, p.topicUid(), p.partition()));
  }

  private List<List<Published>> perform(int shard, ShardCommand.Part part) {
    part.acks().forEach(acks -> perform(shard, acks));
    List<List<Published>> published = new ArrayList<>();
    for (ShardCommand.Publish p : part.publishes()) {
      FakePartition partition = at(shard, p.topicUid(), p.partition());
      published.add(Parts.published(partition.topic, p.partition(), partition.store(p.messages())));
    }
    return published;
  }

  private ShardReply registry(ShardCommand command) {
    if (command instanceof ShardCommand.CreateTopic c) {
      TopicView known = registry.get(c.name());
      if (known != null && !known.settings().equals(c.settings())) {
        throw Problem.of(ErrorCode.TopicExists, c.name());
      }
      if (known != null) {
        return new ShardReply.Topic(known, false);
      }
      TopicView topic = new TopicView(nextUid, c.name(), 1, nextUid++, 7, c.settings());
      return changed(topic, true);
    } else if (command instanceof ShardCommand.UpdateTopic c) {
      TopicView t = registry.get(c.name());
      return changed(
          new TopicView(
              t.uid(), t.name(), t.version() + 1, t.placement(), t.createdAtMillis(), c.settings()),
          false);
    } else if (command instanceof ShardCommand.DeleteTopic c) {
      if (registry.remove(c.name()) == null) {
        throw Problem.of(ErrorCode.TopicNotFound, c.name());
      }
      publishRegistry();
      return new ShardReply.Done();
    }
    return new ShardReply.Topics(List.copyOf(registry.values()));
  }

  private ShardReply changed(TopicView topic, boolean created) {
    registry.put(topic.name(), topic);
    publishRegistry();
    return new ShardReply.Topic(topic, created);
  }

  private void publishRegistry() {
    if (viewFollows) {
      view.accept(List.copyOf(registry.values()));
    }
  }

  private FakePartition at(int shard, long uid, int partition) {
    FakePartition known = partitions.get(new Key(shard, uid, partition));
    if (known == null) {
      throw Problem.of(ErrorCode.TopicNotFound, "partition " + partition + " of " + uid);
    }
    return known;
  }
}
