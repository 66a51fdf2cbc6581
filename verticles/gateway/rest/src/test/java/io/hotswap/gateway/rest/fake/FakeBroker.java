package io.hotswap.gateway.rest.fake;

import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.broker.BrokerStatus;
import io.hotswap.contracts.broker.ConsumeReply;
import io.hotswap.contracts.broker.ConsumeRequest;
import io.hotswap.contracts.broker.DeadLetters;
import io.hotswap.contracts.broker.Deliveries;
import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.broker.Journey;
import io.hotswap.contracts.broker.MessageState;
import io.hotswap.contracts.broker.Published;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.StartAt;
import io.hotswap.contracts.broker.SubscriptionSettings;
import io.hotswap.contracts.broker.SubscriptionState;
import io.hotswap.contracts.broker.SubscriptionStats;
import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.broker.TopicSettings.Guarantee;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.broker.TopicStats;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.broker.Transaction;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.log.Durability;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.message.Receipt;
import io.hotswap.contracts.plugin.WaitKey;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Topics and their messages in memory: each consume gives what was published and not given yet. */
public final class FakeBroker implements BrokerPort {
  public static final long TIME = 1_700_000_000_123L;

  public static final SubscriptionStats STATS =
      new SubscriptionStats("default", 9, 3, 2, 1, 0, 0, 3, 0, 0, 0, 0, 4, 2, TIME - 1500);

  public final NavigableMap<String, TopicView> topics = new TreeMap<>();
  public final List<ByteBuffer> stored = new ArrayList<>();

  /** Batches as they came, by the place of their first message. */
  public final NavigableMap<Long, Records> batches = new TreeMap<>();

  public final List<Settlement> settled = new ArrayList<>();
  public final List<Integer> settledTogether = new ArrayList<>();
  public final Deque<Settlement.Outcome> outcomes = new ArrayDeque<>();
  public final Deque<RuntimeException> failures = new ArrayDeque<>();
  public final List<String> left = new ArrayList<>();
  public final List<MessageId> cancelled = new ArrayList<>();
  public final List<Transaction> transactions = new ArrayList<>();
  public final List<ByteBuffer> dead = new ArrayList<>();
  public final NavigableMap<String, SubscriptionView> subscriptions = new TreeMap<>();
  public StartAt lastBrowse;
  public StartAt lastFrom;
  public DeadLetters.Query lastDead;
  public DeadLetters.Replay lastReplay;

  /** Whether replies say that nothing is left. */
  public boolean tellsDrained;

  public ConsumeRequest lastConsume;
  public int given;
  public int calls;
  private long lastUid;

  private <T> Future<T> answer(Supplier<T> value) {
    calls++;
    if (!failures.isEmpty()) {
      return Future.failedFuture(failures.poll());
    }
    try {
      return Future.succeededFuture(value.get());
    } catch (Problem refused) {
      return Future.failedFuture(refused);
    }
  }

  private TopicView known(String name) {
    TopicView topic = topics.get(name);
    if (topic == null) {
      throw Problem.of(ErrorCode.TopicNotFound, "topic: " + name + " (expected: an existing one)");
    }
    return topic;
  }

  private TopicView known(MessageId id) {
    return topics.values().stream()
        .filter(topic -> topic.uid() == id.topicUid())
        .findFirst()
        .orElseThrow(() -> Problem.of(ErrorCode.MessageNotFound, "message: " + id));
  }

  @Override
  public Future<CreatedTopic> createTopic(String name, TopicSettings settings) {
    return answer(
        () -> {
          TopicView old = topics.get(name);
          if (old != null && !old.settings().equals(settings)) {
            throw Problem.of(ErrorCode.TopicExists, "topic: " + name);
          }
          topics.computeIfAbsent(
              name, any -> new TopicView(++lastUid, name, 1, lastUid, TIME, settings));
          return new CreatedTopic(topics.get(name), old == null);
        });
  }

  @Override
  public Future<TopicView> updateTopic(String name, TopicSettings settings) {
    return answer(
        () -> {
          TopicView old = known(name);
          TopicView changed =
              new TopicView(old.uid(), name, old.version() + 1, old.placement(), TIME, settings);
          topics.put(name, changed);
          return changed;
        });
  }

  @Override
  public Future<Void> deleteTopic(String name, boolean force) {
    return answer(
        () -> {
          known(name);
          if (!force && !stored.isEmpty()) {
            throw Problem.of(ErrorCode.TopicHasBacklog, "topic: " + name);
          }
          topics.remove(name);
          return null;
        });
  }

  @Override
  public Future<TopicView> topic(String name) {
    return answer(() -> known(name));
  }

  @Override
  public Future<TopicView> topicOf(MessageId id) {
    return answer(() -> known(id));
  }

  @Override
  public Future<List<TopicView>> topics() {
    return answer(() -> List.copyOf(topics.values()));
  }

  @Override
  public Future<TopicStats> stats(String topicName) {
    return answer(
        () -> {
          known(topicName);
          return new TopicStats(topicName, 9, 7, 8, 70, 2, 1, 0, List.of(STATS));
        });
  }

  @Override
  public Future<List<Published>> publish(String topicName, Records messages) {
    return answer(
        () -> {
          return store(known(topicName), messages);
        });
  }

  private List<Published> store(TopicView topic, Records messages) {
    List<Published> all = new ArrayList<>();
    batches.put((long) stored.size(), messages);
    for (ByteBuffer record : messages.toList()) {
      all.add(new Published(topic.uid(), 0, stored.size(), TIME, false, Durability.FSYNC));
      stored.add(record);
    }
    return all;
  }

  @Override
  public Future<ConsumeReply> consume(ConsumeRequest request) {
    return answer(
        () -> {
          lastConsume = request;
          TopicView topic = known(request.topicName());
          List<Delivery> found = new ArrayList<>();
          while (given < stored.size() && found.size() < request.limit()) {
            Receipt receipt = new Receipt(topic.uid(), 0, 1, 1, given);
            MessageId id = new MessageId(topic.uid(), 0, given);
            boolean once = topic.settings().deliveryGuarantee() == Guarantee.AtMostOnce;
            found.add(
                new Delivery(
                    id,
                    topic.uid(),
                    0,
                    given,
                    once ? null : receipt,
                    1,
                    once ? 0 : TIME + 30_000,
                    stored.get(given++)));
          }
          return new ConsumeReply(
              WaitKey.subscription(topic.uid(), "default"),
              run(found),
              tellsDrained && given == stored.size());
        });
  }

  /** As a broker gives what follows each other. */
  private List<Delivery> run(List<Delivery> found) {
    if (found.isEmpty()) {
      return found;
    }
    Records whole = batches.get(found.get(0).offset());
    Records records =
        whole != null && whole.count() == found.size()
            ? whole
            : Records.copyOf(found.stream().map(Delivery::record).toList());
    return new Deliveries(List.of(new Deliveries.Run(found.get(0), records)));
  }

  @Override
  public Future<List<Settlement.Outcome>> settle(List<Settlement> settlements) {
    return answer(
        () -> {
          List<Settlement> singles = new ArrayList<>();
          for (Settlement run : settlements) {
            for (int i = 0; i < run.count(); i++) {
              singles.add(run.one(i));
            }
          }
          settled.addAll(singles);
          settledTogether.add(singles.size());
          return singles.stream()
              .map(one -> outcomes.isEmpty() ? Settlement.Outcome.DONE : outcomes.poll())
              .toList();
        });
  }

  @Override
  public Future<MessageState> message(MessageId id) {
    return answer(
        () ->
            new MessageState(
                known(id),
                0,
                id.offset(),
                stored.get((int) id.offset()),
                List.of(
                    new MessageState.PerSubscription("a", "leased", 1, "c", TIME),
                    new MessageState.PerSubscription("b", "ready", 0, null, 0)),
                List.of(
                    new Journey(TIME, "published", null, null),
                    new Journey(TIME + 1, "leased", "a", "c"))));
  }

  @Override
  public Future<Void> leave(String topicName, String group, String consumerId) {
    return answer(
        () -> {
          left.add(topicName + "/" + group + "/" + consumerId);
          return null;
        });
  }

  @Override
  public Future<Transaction.Done> transact(Transaction transaction) {
    return answer(
        () -> {
          transactions.add(transaction);
          List<List<Published>> all = new ArrayList<>();
          for (Transaction.Publish one : transaction.publishes()) {
            all.add(store(known(one.topicName()), one.messages()));
          }
          return new Transaction.Done(all);
        });
  }

  @Override
  public Future<Void> cancel(MessageId id) {
    return answer(
        () -> {
          known(id);
          if (!id.isScheduled()) {
            throw Problem.of(ErrorCode.Conflict, "message: " + id + " (expected: one not due)");
          }
          cancelled.add(id);
          return null;
        });
  }

  /** All messages are in partition 0. */
  @Override
  public Future<Browsed> browse(
      String topicName, int partition, StartAt from, int limit, int bytesMax) {
    return answer(
        () -> {
          TopicView topic = known(topicName);
          lastBrowse = from;
          int at = from.kind() == StartAt.Kind.OFFSET ? (int) from.value() : 0;
          at = from.kind() == StartAt.Kind.LATEST || partition > 0 ? stored.size() : at;
          List<Browsed.Found> found = new ArrayList<>();
          for (; at < stored.size() && found.size() < limit; at++) {
            found.add(new Browsed.Found(new MessageId(topic.uid(), 0, at), at, stored.get(at)));
          }
          return new Browsed(found, at);
        });
  }

  @Override
  public Future<CreatedSubscription> createSubscription(
      String topicName, String group, StartAt from, SubscriptionSettings settings) {
    return answer(
        () -> {
          TopicView topic = known(topicName);
          lastFrom = from;
          SubscriptionView old =
              subscriptions.values().stream()
                  .filter(one -> one.topicName().equals(topicName) && one.group().equals(group))
                  .findFirst()
                  .orElse(null);
          boolean queue = topic.settings().type() == TopicType.Queue;
          if (old != null && !old.settings().equals(settings) && !queue) {
            throw Problem.of(ErrorCode.SubscriptionExists, "consumerGroup: " + group);
          }
          int number = queue && old != null ? old.number() : subscriptions.size();
          SubscriptionView made =
              old != null && !queue
                  ? old
                  : new SubscriptionView(topic.uid(), topicName, group, number, 1, TIME, settings);
          subscriptions.put(made.id(), made);
          return new CreatedSubscription(made, old == null);
        });
  }

  private SubscriptionView known(SubscriptionView.Id id) {
    SubscriptionView found = subscriptions.get(id.toString());
    if (found == null) {
      throw Problem.of(ErrorCode.SubscriptionNotFound, "subscription: " + id);
    }
    return found;
  }

  @Override
  public Future<SubscriptionView> updateSubscription(
      SubscriptionView.Id id, SubscriptionSettings settings) {
    return answer(
        () -> {
          SubscriptionView o = known(id);
          SubscriptionView now =
              new SubscriptionView(
                  o.topicUid(),
                  o.topicName(),
                  o.group(),
                  o.number(),
                  o.version() + 1,
                  TIME,
                  settings);
          subscriptions.put(now.id(), now);
          return now;
        });
  }

  @Override
  public Future<Void> deleteSubscription(SubscriptionView.Id id) {
    return answer(
        () -> {
          subscriptions.remove(known(id).id());
          return null;
        });
  }

  @Override
  public Future<SubscriptionState> subscription(SubscriptionView.Id id) {
    return answer(
        () ->
            new SubscriptionState(
                known(id),
                STATS,
                List.of(
                    new SubscriptionState.Member("c1", 2, 10, 3),
                    new SubscriptionState.Member("c2", 0, Integer.MAX_VALUE, 3)),
                TIME));
  }

  @Override
  public Future<List<SubscriptionView>> subscriptions(String topicName) {
    return answer(
        () -> {
          if (topicName != null) {
            known(topicName);
          }
          return subscriptions.values().stream()
              .filter(one -> topicName == null || one.topicName().equals(topicName))
              .toList();
        });
  }

  @Override
  public Future<List<SubscriptionView>> pushSubscriptions() {
    return answer(List::of);
  }

  @Override
  public Future<Void> seek(SubscriptionView.Id id, StartAt to) {
    return answer(
        () -> {
          known(id);
          lastFrom = to;
          return null;
        });
  }

  @Override
  public Future<SubscriptionView> resume(SubscriptionView.Id id) {
    return answer(() -> known(id))
        .compose(old -> updateSubscription(id, old.settings().paused(false)));
  }

  @Override
  public Future<DeadLetters.Page> deadLetters(
      String topicName, DeadLetters.Query query, String after, int limit) {
    return answer(
        () -> {
          TopicView topic = known(topicName);
          lastDead = query;
          int from = after == null ? 0 : Integer.parseInt(after);
          int to = Math.min(dead.size(), from + limit);
          List<DeadLetters.Entry> entries = new ArrayList<>();
          for (int i = from; i < to; i++) {
            MessageId id = new MessageId(topic.deadLetterTopic().uid(), 0, i);
            entries.add(new DeadLetters.Entry(id, dead.get(i)));
          }
          return new DeadLetters.Page(entries, to < dead.size() ? Integer.toString(to) : null);
        });
  }

  @Override
  public Future<DeadLetters.Replayed> replay(String topicName, DeadLetters.Replay replay) {
    return answer(
        () -> {
          TopicView topic = known(topicName);
          lastReplay = replay;
          long moved = replay.dryRun() ? 0 : dead.size();
          return new DeadLetters.Replayed(
              dead.size(),
              moved,
              moved == 0 ? List.of() : List.of(new MessageId(topic.uid(), 0, 7)));
        });
  }

  @Override
  public Future<BrokerStatus> status() {
    return answer(
        () ->
            new BrokerStatus("1.0.0", List.of(new BrokerStatus.ShardStatus(0, 3, "owner")), 5, 2));
  }
}
