package io.hotswap.gateway.rest.fake;

import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.broker.BrokerStatus;
import io.hotswap.contracts.broker.ConsumeReply;
import io.hotswap.contracts.broker.ConsumeRequest;
import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.broker.MessageState;
import io.hotswap.contracts.broker.Published;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.SubscriptionStats;
import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.broker.TopicStats;
import io.hotswap.contracts.broker.TopicView;
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

  public final NavigableMap<String, TopicView> topics = new TreeMap<>();
  public final List<ByteBuffer> stored = new ArrayList<>();
  public final List<Settlement> settled = new ArrayList<>();
  public final Deque<Settlement.Outcome> outcomes = new ArrayDeque<>();
  public final Deque<RuntimeException> failures = new ArrayDeque<>();
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
          return new TopicStats(
              topicName,
              9,
              7,
              List.of(new SubscriptionStats("default", 9, 3, 2, 1, 0, 3, TIME - 1500)));
        });
  }

  @Override
  public Future<List<Published>> publish(String topicName, Records messages) {
    return answer(
        () -> {
          TopicView topic = known(topicName);
          List<Published> all = new ArrayList<>();
          for (ByteBuffer record : messages.toList()) {
            all.add(new Published(topic.uid(), 0, stored.size(), TIME, false, Durability.FSYNC));
            stored.add(record);
          }
          return all;
        });
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
            found.add(
                new Delivery(
                    topic.uid(), 0, given, receipt, 1, TIME + 30_000, stored.get(given++)));
          }
          return new ConsumeReply(WaitKey.subscription(topic.uid(), "default"), found);
        });
  }

  @Override
  public Future<List<Settlement.Outcome>> settle(List<Settlement> settlements) {
    return answer(
        () -> {
          settled.addAll(settlements);
          return settlements.stream()
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
                    new MessageState.PerSubscription("b", "ready", 0, null, 0))));
  }

  @Override
  public Future<BrokerStatus> status() {
    return answer(
        () ->
            new BrokerStatus("1.0.0", List.of(new BrokerStatus.ShardStatus(0, 3, "owner")), 5, 2));
  }
}
