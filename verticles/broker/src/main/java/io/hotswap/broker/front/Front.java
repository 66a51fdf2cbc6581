package io.hotswap.broker.front;

import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.broker.BrokerStatus;
import io.hotswap.contracts.broker.ConsumeReply;
import io.hotswap.contracts.broker.ConsumeRequest;
import io.hotswap.contracts.broker.DeadLetters;
import io.hotswap.contracts.broker.MessageState;
import io.hotswap.contracts.broker.Published;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.Settlement.Outcome;
import io.hotswap.contracts.broker.StartAt;
import io.hotswap.contracts.broker.SubscriptionSettings;
import io.hotswap.contracts.broker.SubscriptionState;
import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.broker.TopicStats;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.broker.Transaction;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.MessageId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.Supplier;

/** The broker as doors see it. Runs on the caller's thread and holds nothing but copies. */
public final class Front implements BrokerPort {
  private final Topics topics;
  private final TopicChanges changes;
  private final Publishing publishing;
  private final Consuming consuming;
  private final Subscriptions subscriptions;
  private final SubscriptionLists lists;
  private final Messages messages;
  private final Transacting transacting;
  private final DeadListing deadListing;
  private final Replaying replaying;
  private final Supplier<BrokerStatus> status;

  public Front(FrontServices services) {
    Asking asking = new Asking(services);
    Quotas quotas = new Quotas(services.limits().quotasMax(), services.nanos());
    this.topics = new Topics(asking, services.registry());
    this.changes = new TopicChanges(asking);
    this.publishing = new Publishing(asking, quotas);
    this.subscriptions = new Subscriptions(asking, topics, services);
    this.lists = new SubscriptionLists(asking, topics, subscriptions);
    this.consuming = new Consuming(asking, subscriptions);
    this.messages = new Messages(asking, topics);
    this.transacting = new Transacting(asking, topics, quotas, services);
    this.deadListing = new DeadListing(asking);
    this.replaying = new Replaying(asking, services);
    this.status = services.status();
  }

  @Override
  public Future<CreatedTopic> createTopic(String name, TopicSettings settings) {
    return here(() -> changes.create(name, settings));
  }

  @Override
  public Future<TopicView> updateTopic(String name, TopicSettings settings) {
    return here(() -> changes.update(name, settings));
  }

  @Override
  public Future<Void> deleteTopic(String name, boolean force) {
    return here(() -> changes.delete(name, force));
  }

  @Override
  public Future<TopicView> topic(String name) {
    return here(() -> topics.byName(name));
  }

  @Override
  public Future<TopicView> topicOf(MessageId id) {
    return here(() -> topics.require(id));
  }

  @Override
  public Future<List<TopicView>> topics() {
    return here(topics::list);
  }

  @Override
  public Future<TopicStats> stats(String topicName) {
    return here(() -> topics.with(topicName, topics::stats));
  }

  @Override
  public Future<List<Published>> publish(String topicName, Records records) {
    return here(() -> topics.with(topicName, topic -> publishing.publish(topic, records)));
  }

  @Override
  public Future<ConsumeReply> consume(ConsumeRequest request) {
    return here(() -> topics.with(request.topicName(), topic -> consuming.consume(topic, request)));
  }

  @Override
  public Future<Void> leave(String topicName, String group, String consumerId) {
    return here(() -> topics.with(topicName, topic -> consuming.leave(topic, group, consumerId)));
  }

  @Override
  public Future<List<Outcome>> settle(List<Settlement> settlements) {
    return here(() -> messages.settle(settlements));
  }

  @Override
  public Future<Transaction.Done> transact(Transaction transaction) {
    return here(() -> transacting.transact(transaction));
  }

  @Override
  public Future<MessageState> message(MessageId id) {
    return here(() -> messages.state(id));
  }

  @Override
  public Future<Void> cancel(MessageId id) {
    return here(() -> messages.cancel(id));
  }

  @Override
  public Future<Browsed> browse(
      String topicName, int partition, StartAt from, int limit, int bytesMax) {
    return here(
        () ->
            topics.with(
                topicName, topic -> messages.browse(topic, partition, from, limit, bytesMax)));
  }

  @Override
  public Future<CreatedSubscription> createSubscription(
      String topicName, String group, StartAt from, SubscriptionSettings settings) {
    return here(
        () -> topics.with(topicName, topic -> subscriptions.create(topic, group, from, settings)));
  }

  @Override
  public Future<SubscriptionView> updateSubscription(
      SubscriptionView.Id id, SubscriptionSettings settings) {
    return here(() -> subscriptions.update(id, settings));
  }

  @Override
  public Future<Void> deleteSubscription(SubscriptionView.Id id) {
    return here(() -> subscriptions.delete(id));
  }

  @Override
  public Future<SubscriptionState> subscription(SubscriptionView.Id id) {
    return here(() -> subscriptions.state(id));
  }

  @Override
  public Future<List<SubscriptionView>> subscriptions(String topicName) {
    return here(() -> lists.of(topicName));
  }

  @Override
  public Future<List<SubscriptionView>> pushSubscriptions() {
    return here(lists::push);
  }

  @Override
  public Future<Void> seek(SubscriptionView.Id id, StartAt to) {
    return here(() -> subscriptions.seek(id, to));
  }

  @Override
  public Future<SubscriptionView> resume(SubscriptionView.Id id) {
    return here(() -> subscriptions.resume(id));
  }

  @Override
  public Future<DeadLetters.Page> deadLetters(
      String topicName, DeadLetters.Query query, String after, int limit) {
    return here(
        () -> topics.base(topicName).compose(base -> deadListing.page(base, query, after, limit)));
  }

  @Override
  public Future<DeadLetters.Replayed> replay(String topicName, DeadLetters.Replay replay) {
    return here(() -> topics.base(topicName).compose(base -> replaying.replay(base, replay)));
  }

  @Override
  public Future<BrokerStatus> status() {
    return here(() -> Future.succeededFuture(status.get()));
  }

  /** Completes on the context that the caller is on; a refusal that is thrown is one too. */
  private static <T> Future<T> here(Supplier<Future<T>> call) {
    Future<T> future;
    try {
      future = call.get();
    } catch (Problem refused) {
      return Future.failedFuture(refused);
    }
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
}
