package io.hotswap.broker.front;

import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.broker.BrokerStatus;
import io.hotswap.contracts.broker.ConsumeReply;
import io.hotswap.contracts.broker.ConsumeRequest;
import io.hotswap.contracts.broker.MessageState;
import io.hotswap.contracts.broker.Published;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.Settlement.Outcome;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardPort;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.broker.TopicStats;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.MessageId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The broker as doors see it. Runs on the caller's thread and holds nothing but copies. */
public final class Front implements BrokerPort {
  private final Asking asking;
  private final Topics topics;
  private final Publishing publishing;
  private final Consuming consuming;
  private final Supplier<BrokerStatus> status;

  public Front(ShardPort port, int shards, RegistryView registry, Supplier<BrokerStatus> status) {
    this.asking = new Asking(port, shards);
    this.topics = new Topics(asking, registry);
    this.publishing = new Publishing(asking);
    this.consuming = new Consuming(asking);
    this.status = status;
  }

  @Override
  public Future<CreatedTopic> createTopic(String name, TopicSettings settings) {
    return here(topics.create(name, settings));
  }

  @Override
  public Future<TopicView> updateTopic(String name, TopicSettings settings) {
    return here(topics.update(name, settings));
  }

  @Override
  public Future<Void> deleteTopic(String name, boolean force) {
    return here(topics.delete(name, force));
  }

  @Override
  public Future<TopicView> topic(String name) {
    return here(topics.byName(name));
  }

  @Override
  public Future<TopicView> topicOf(MessageId id) {
    return here(
        topics
            .of(id)
            .compose(
                topic ->
                    topic
                        .map(Future::succeededFuture)
                        .orElseGet(() -> Future.failedFuture(messageNotFound(id)))));
  }

  @Override
  public Future<List<TopicView>> topics() {
    return here(topics.list());
  }

  @Override
  public Future<TopicStats> stats(String topicName) {
    return here(topics.stats(topicName));
  }

  @Override
  public Future<List<Published>> publish(String topicName, Records messages) {
    return here(topics.byName(topicName).compose(topic -> publishing.publish(topic, messages)));
  }

  @Override
  public Future<ConsumeReply> consume(ConsumeRequest request) {
    return here(
        topics.byName(request.topicName()).compose(topic -> consuming.consume(topic, request)));
  }

  @Override
  public Future<List<Outcome>> settle(List<Settlement> settlements) {
    Outcome[] outcomes = new Outcome[settlements.size()];
    Map<MessageId, List<Integer>> parts = new LinkedHashMap<>();
    for (int i = 0; i < settlements.size(); i++) {
      MessageId id = settlements.get(i).messageId();
      MessageId partition = new MessageId(id.topicUid(), id.partition(), 0);
      parts.computeIfAbsent(partition, p -> new ArrayList<>()).add(i);
    }
    List<Future<Void>> all = new ArrayList<>();
    parts.forEach((id, indexes) -> all.add(settle(id, indexes, settlements, outcomes)));
    return here(Future.join(all).map(done -> Arrays.asList(outcomes)));
  }

  private Future<Void> settle(
      MessageId id, List<Integer> indexes, List<Settlement> settlements, Outcome[] outcomes) {
    List<Settlement> part = indexes.stream().map(settlements::get).toList();
    return topics
        .of(id)
        .compose(
            topic ->
                topic.isEmpty()
                    ? Future.succeededFuture(List.<Outcome>of())
                    : asking
                        .partition(
                            topic.get(),
                            id.partition(),
                            new ShardCommand.Settle(id.topicUid(), id.partition(), part))
                        .map(reply -> ((ShardReply.Settled) reply).outcomes()))
        .map(
            settled -> {
              for (int i = 0; i < indexes.size(); i++) {
                outcomes[indexes.get(i)] =
                    settled.isEmpty() ? Outcome.UNKNOWN_MESSAGE : settled.get(i);
              }
              return null;
            });
  }

  @Override
  public Future<MessageState> message(MessageId id) {
    return here(
        topics
            .of(id)
            .compose(
                topic ->
                    topic.isEmpty()
                        ? Future.failedFuture(messageNotFound(id))
                        : inspect(topic.get(), id)));
  }

  private Future<MessageState> inspect(TopicView topic, MessageId id) {
    ShardCommand command = new ShardCommand.Inspect(id.topicUid(), id.partition(), id.offset());
    return asking
        .partition(topic, id.partition(), command)
        .map(ShardReply.Inspected.class::cast)
        .map(
            found ->
                new MessageState(
                    topic, id.partition(), id.offset(), found.record(), found.states()));
  }

  @Override
  public Future<BrokerStatus> status() {
    return here(Future.succeededFuture(status.get()));
  }

  /** Completes on the context that the caller is on. */
  private static <T> Future<T> here(Future<T> future) {
    Context caller = Vertx.currentContext();
    if (caller == null) {
      return future;
    }
    Promise<T> promise = Promise.promise();
    future.onComplete(
        done -> {
          if (Vertx.currentContext() == caller) {
            promise.handle(done);
          } else {
            caller.runOnContext(turn -> promise.handle(done));
          }
        });
    return promise.future();
  }

  private static Problem messageNotFound(MessageId id) {
    return Problem.of(ErrorCode.MessageNotFound, "message: " + id + " does not exist");
  }
}
