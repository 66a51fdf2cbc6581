package io.hotswap.simulation.load;

import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.broker.ConsumeRequest;
import io.hotswap.contracts.broker.DeadLetters;
import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.StartAt;
import io.hotswap.contracts.broker.SubscriptionSettings;
import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.broker.Transaction;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.message.Receipt;
import io.hotswap.simulation.model.Asked;
import io.hotswap.simulation.model.Sent;
import io.hotswap.simulation.model.Told;
import io.hotswap.simulation.world.SimClock;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;

/** Producers and consumers, whose deliveries outlive every crash of the broker. */
public final class Clients {
  private static final List<ErrorCode> NOT_DELETED =
      List.of(ErrorCode.TopicHasBacklog, ErrorCode.TopicNotFound);
  private static final int CONSUMERS = 3;
  private static final int BYTES_MAX = 2_000;

  /** One that was delivered, and to whom. */
  private record Held(String topic, String group, String consumer, Delivery delivery) {}

  private final Scene scene;
  private final SimClock clock;
  private final Asked asked;
  private final Told told;
  private final List<Held> held = new ArrayList<>();
  private final Set<Scene.Topic> deleting = new LinkedHashSet<>();
  private final List<MessageId> delayed = new ArrayList<>();
  private final Map<String, TopicSettings> settings = new HashMap<>();
  private final Map<String, SubscriptionView> subscriptions = new HashMap<>();
  private final Letters letters;
  private BrokerPort broker;
  private String trouble;

  public Clients(Scene scene, SimClock clock, Asked asked, Told told) {
    this.scene = scene;
    this.clock = clock;
    this.asked = asked;
    this.told = told;
    this.letters = new Letters(clock);
  }

  /** Why the last consume that failed did, or null. */
  public String trouble() {
    return trouble;
  }

  /** Where the next calls go. */
  public void reach(BrokerPort door) {
    broker = door;
  }

  /** Idempotent, as it is asked again until it works. */
  public Future<Void> create() {
    List<Future<?>> all = new ArrayList<>();
    for (Scene.Topic topic : scene.topics()) {
      settings.putIfAbsent(topic.name(), topic.settings());
      all.add(
          call(b -> b.createTopic(topic.name(), topic.settings()))
              .compose(made -> subscribe(topic)));
    }
    return Future.join(all).mapEmpty();
  }

  private Future<Void> subscribe(Scene.Topic topic) {
    if (topic.settings().type() == TopicSettings.TopicType.Queue) {
      return learn(topic.name());
    }
    List<Future<?>> all = new ArrayList<>();
    for (String group : topic.groups()) {
      all.add(
          call(
              b ->
                  b.createSubscription(
                      topic.name(), group, StartAt.EARLIEST, SubscriptionSettings.DEFAULT)));
    }
    return Future.join(all).compose(done -> learn(topic.name()));
  }

  private Future<Void> learn(String topic) {
    return call(b -> b.subscriptions(topic))
        .onSuccess(all -> all.forEach(s -> subscriptions.put(topic + "/" + s.group(), s)))
        .mapEmpty();
  }

  private Scene.Topic topic(SplittableRandom chance) {
    return scene.topics().get(chance.nextInt(scene.topics().size()));
  }

  private static String group(Scene.Topic topic, SplittableRandom chance) {
    return topic.groups().get(chance.nextInt(topic.groups().size()));
  }

  public void publish(SplittableRandom chance) {
    Scene.Topic topic = topic(chance);
    List<Sent> messages = new ArrayList<>();
    int count = 1 + chance.nextInt(5);
    for (int i = 0; i < count; i++) {
      messages.add(letters.next(topic.name(), chance, null));
    }
    messages.forEach(asked::sending);
    call(b -> b.publish(topic.name(), Letters.records(messages)))
        .onComplete(
            places -> {
              told.published(messages, places);
              places.forEach(
                  at -> {
                    if ((at.offset() & MessageId.SCHEDULED) != 0) {
                      delayed.add(new MessageId(at.topicUid(), at.partition(), at.offset()));
                    }
                  });
            },
            cause -> {
              if (isRefusal(cause)) {
                told.refused(messages);
              }
            });
  }

  public void consume(SplittableRandom chance) {
    Scene.Topic topic = topic(chance);
    consume(
        topic.name(),
        group(topic, chance),
        "c" + chance.nextInt(CONSUMERS),
        1 + chance.nextInt(8),
        chance.nextInt(4) == 0 ? 1 + chance.nextInt(6) : Integer.MAX_VALUE);
  }

  private void consume(String topic, String group, String consumer, int limit, int capacity) {
    ConsumeRequest request =
        new ConsumeRequest(topic, group, consumer, limit, BYTES_MAX, false, capacity);
    call(b -> b.consume(request))
        .onFailure(cause -> trouble = topic + "/" + group + ": " + cause.getMessage())
        .onSuccess(
            reply ->
                reply
                    .deliveries()
                    .forEach(
                        d -> {
                          told.delivered(consumer, d);
                          held.add(new Held(topic, group, consumer, d));
                        }));
  }

  /** Of what is held some is acked, and some comes to other ends; some are settled twice. */
  public void settle(SplittableRandom chance, int ofTen) {
    List<Settlement> settlements = new ArrayList<>();
    for (Held one : List.copyOf(held)) {
      if (one.delivery().receipt() == null) {
        held.remove(one);
      } else if (settlements.size() < 20 && chance.nextInt(10) < ofTen) {
        settlements.add(Settlements.any(one.delivery(), chance));
        if (chance.nextInt(8) != 0) {
          held.remove(one);
        }
      }
    }
    settle(settlements);
  }

  private void settle(List<Settlement> settlements) {
    if (settlements.isEmpty()) {
      return;
    }
    settlements.forEach(asked::settling);
    call(b -> b.settle(settlements))
        .onSuccess(
            outcomes -> {
              for (int i = 0; i < settlements.size(); i++) {
                told.settled(settlements.get(i), outcomes.get(i));
              }
            });
  }

  /** Everything that is held is acked. */
  public void ackAll() {
    List<Settlement> acks = new ArrayList<>();
    for (Held one : held) {
      if (one.delivery().receipt() != null) {
        acks.add(Settlement.ack(one.delivery().id(), one.delivery().receipt()));
      }
    }
    held.clear();
    settle(acks);
  }

  /** One look at everything there is. */
  public void consumeAll() {
    for (Scene.Topic topic : scene.topics()) {
      topic.groups().forEach(g -> consume(topic.name(), g, "last", 100, Integer.MAX_VALUE));
      consume(topic.name() + ".dlq", null, "last", 100, Integer.MAX_VALUE);
    }
  }

  public void leave(SplittableRandom chance) {
    Scene.Topic topic = topic(chance);
    String consumer = "c" + chance.nextInt(CONSUMERS);
    asked.leaving(consumer);
    call(b -> b.leave(topic.name(), group(topic, chance), consumer));
  }

  public void transact(SplittableRandom chance) {
    List<Settlement> acks = new ArrayList<>();
    List<Receipt> receipts = new ArrayList<>();
    for (Held one : List.copyOf(held)) {
      if (one.delivery().receipt() != null && acks.size() < 4 && chance.nextInt(3) == 0) {
        acks.add(Settlement.ack(one.delivery().id(), one.delivery().receipt()));
        receipts.add(one.delivery().receipt());
        held.remove(one);
      }
    }
    String id = letters.transaction();
    List<Sent> messages = new ArrayList<>();
    List<Transaction.Publish> publishes = new ArrayList<>();
    for (int i = chance.nextInt(3); i >= 0; i--) {
      String topic = topic(chance).name();
      Sent message = letters.next(topic, chance, id);
      messages.add(message);
      publishes.add(new Transaction.Publish(topic, Letters.records(List.of(message))));
    }
    Asked.Deal deal = new Asked.Deal(id, receipts, messages);
    messages.forEach(asked::sending);
    asked.dealing(deal);
    call(b -> b.transact(new Transaction(id, acks, publishes)))
        .onComplete(
            done -> told.dealt(deal, done.published()),
            cause -> {
              if (isRefusal(cause)) {
                told.refused(deal);
              }
            });
  }

  public void cancel(SplittableRandom chance) {
    if (!delayed.isEmpty()) {
      MessageId id = delayed.remove(chance.nextInt(delayed.size()));
      call(b -> b.cancel(id)).onSuccess(done -> told.cancelled(id));
    }
  }

  public void seek(SplittableRandom chance) {
    Scene.Topic topic = topic(chance);
    SubscriptionView view = subscriptions.get(topic.name() + "/" + group(topic, chance));
    if (view == null) {
      return;
    }
    StartAt to =
        switch (chance.nextInt(4)) {
          case 0 -> StartAt.EARLIEST;
          case 1 -> StartAt.LATEST;
          case 2 -> new StartAt(StartAt.Kind.TIME, clock.millis() - chance.nextInt(5_000));
          default -> new StartAt(StartAt.Kind.OFFSET, chance.nextInt(30));
        };
    call(b -> b.seek(id(view), to));
  }

  /** Other bounds, or a pause. */
  public void resubscribe(SplittableRandom chance) {
    Scene.Topic topic = topic(chance);
    SubscriptionView view = subscriptions.get(topic.name() + "/" + group(topic, chance));
    if (view != null) {
      SubscriptionSettings other =
          new SubscriptionSettings(
              SubscriptionSettings.Type.Pull,
              null,
              chance.nextBoolean() ? 3 + chance.nextInt(5) : SubscriptionSettings.MAX_IN_FLIGHT_MAX,
              0,
              chance.nextInt(4) == 0,
              null);
      call(b -> b.updateSubscription(id(view), other));
    }
  }

  public void resumeAll() {
    // As they are now: a consume may have made one anew that was removed.
    call(b -> b.subscriptions(null))
        .onSuccess(all -> all.forEach(view -> call(b -> b.resume(id(view)))));
  }

  public void resume(SplittableRandom chance) {
    Scene.Topic topic = topic(chance);
    SubscriptionView view = subscriptions.get(topic.name() + "/" + group(topic, chance));
    if (view != null) {
      call(b -> b.resume(id(view)));
    }
  }

  private static SubscriptionView.Id id(SubscriptionView view) {
    return new SubscriptionView.Id(view.topicUid(), view.number());
  }

  /** It goes, and comes again as another one. */
  public void unsubscribe(SplittableRandom chance) {
    Scene.Topic topic = topic(chance);
    SubscriptionView view = subscriptions.get(topic.name() + "/" + group(topic, chance));
    if (view != null) {
      call(b -> b.deleteSubscription(id(view))).onSuccess(gone -> subscribe(topic));
    }
  }

  /** It goes with all that is in it, and comes again as another one. */
  public void delete(SplittableRandom chance) {
    Scene.Topic topic = topic(chance);
    asked.deleting(topic.name());
    delete(topic, chance.nextBoolean());
  }

  private void delete(Scene.Topic topic, boolean force) {
    // What is half gone is no longer asked whether it may go.
    boolean certain = !deleting.add(topic) || force;
    call(b -> b.deleteTopic(topic.name(), certain))
        .onComplete(
            gone -> deleted(topic),
            cause -> {
              // NB: any other failure may have come after some partitions were gone.
              if (cause instanceof Problem problem && NOT_DELETED.contains(problem.code())) {
                deleted(topic);
              }
            });
  }

  private void deleted(Scene.Topic topic) {
    deleting.remove(topic);
    settings.put(topic.name(), topic.settings());
    create();
  }

  /** What was begun and never answered may be half done: it is asked for again. */
  public void finishDeleting() {
    List.copyOf(deleting).forEach(topic -> delete(topic, true));
  }

  public void change(SplittableRandom chance) {
    Scene.Topic topic = topic(chance);
    TopicSettings next = Scene.changed(settings.get(topic.name()), chance);
    call(b -> b.updateTopic(topic.name(), next))
        .onSuccess(view -> settings.put(topic.name(), view.settings()));
  }

  public void replay(SplittableRandom chance) {
    Scene.Topic topic = topic(chance);
    int limit = chance.nextInt(4);
    call(
        b ->
            b.replay(
                topic.name(),
                new DeadLetters.Replay(DeadLetters.Query.ALL, limit, 0, chance.nextInt(8) == 0)));
  }

  /** Looks that must change nothing. */
  public void look(SplittableRandom chance) {
    Scene.Topic topic = topic(chance);
    call(b -> b.stats(topic.name()));
    call(b -> b.browse(topic.name(), 0, StartAt.EARLIEST, 10, BYTES_MAX));
    call(b -> b.deadLetters(topic.name(), DeadLetters.Query.ALL, null, 10));
    if (!held.isEmpty()) {
      MessageId id = held.get(chance.nextInt(held.size())).delivery().id();
      call(b -> b.message(id));
    }
  }

  private static boolean isRefusal(Throwable cause) {
    return cause instanceof Problem problem && problem.code() != ErrorCode.OutcomeUnknown;
  }

  /** A door that is not there refuses; one that throws has refused too. */
  private <T> Future<T> call(Function<BrokerPort, Future<T>> what) {
    if (broker == null) {
      return Future.failedFuture("no broker");
    }
    try {
      return what.apply(broker);
    } catch (Problem refused) {
      return Future.failedFuture(refused);
    }
  }
}
