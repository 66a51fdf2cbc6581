package io.hotswap.simulation.load;

import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.broker.ConsumeRequest;
import io.hotswap.contracts.broker.DeadLetters;
import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.StartAt;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.simulation.model.Asked;
import io.hotswap.simulation.model.Changes;
import io.hotswap.simulation.model.Sent;
import io.hotswap.simulation.model.Told;
import io.hotswap.simulation.world.SimClock;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Producers and consumers, whose deliveries outlive every crash of the broker. */
public final class Clients {
  private static final int CONSUMERS = 3;
  private static final int BYTES_MAX = 2_000;

  /** One that was delivered, and to whom. */
  private record Held(String topic, String group, String consumer, Delivery delivery) {}

  private final Scene scene;
  private final Asked asked;
  private final Told told;
  private final Changes changes;
  private final List<Held> held = new ArrayList<>();
  private final List<MessageId> delayed = new ArrayList<>();
  private final Letters letters;
  private final Door door = new Door();
  private final Operator operator;
  private final Deals deals;
  private String trouble;

  public Clients(Scene scene, SimClock clock, Asked asked, Told told, Changes changes) {
    this.scene = scene;
    this.asked = asked;
    this.told = told;
    this.changes = changes;
    this.letters = new Letters(clock);
    this.operator = new Operator(scene, door, clock, asked, changes);
    this.deals = new Deals(scene, door, letters, asked, told);
  }

  /** Why the last consume that failed did, or null. */
  public String trouble() {
    return trouble;
  }

  /** The one who is not after messages. */
  public Operator operator() {
    return operator;
  }

  /** How many calls the broker that is asked now has not answered. */
  public int unanswered() {
    return door.unanswered();
  }

  /** Where the next calls go. */
  public void reach(BrokerPort front) {
    door.lead(front);
  }

  public void publish(SplittableRandom chance) {
    Scene.Topic topic = scene.any(chance);
    List<Sent> messages = new ArrayList<>();
    int count = 1 + chance.nextInt(5);
    for (int i = 0; i < count; i++) {
      messages.add(letters.next(topic.name(), chance, null));
    }
    messages.forEach(asked::sending);
    door.call(b -> b.publish(topic.name(), Letters.records(messages)))
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
              if (Door.isRefusal(cause)) {
                told.refused(messages);
              }
            });
  }

  public void consume(SplittableRandom chance) {
    Scene.Topic topic = scene.any(chance);
    consume(
        topic.name(),
        topic.group(chance),
        "c" + chance.nextInt(CONSUMERS),
        1 + chance.nextInt(8),
        chance.nextInt(4) == 0 ? 1 + chance.nextInt(6) : Integer.MAX_VALUE);
  }

  private void consume(String topic, String group, String consumer, int limit, int capacity) {
    ConsumeRequest request =
        new ConsumeRequest(topic, group, consumer, limit, BYTES_MAX, false, capacity);
    door.call(b -> b.consume(request))
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
    List<Settlement> runs = Settlements.runs(settlements);
    List<Settlement> singles = Settlements.singles(runs);
    singles.forEach(asked::settling);
    door.call(b -> b.settle(runs))
        .onSuccess(
            outcomes -> {
              for (int i = 0; i < singles.size(); i++) {
                told.settled(singles.get(i), outcomes.get(i));
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
    Scene.Topic topic = scene.any(chance);
    String consumer = "c" + chance.nextInt(CONSUMERS);
    String group = topic.group(chance);
    Runnable left = changes.leaving(topic.name(), group, consumer);
    door.call(b -> b.leave(topic.name(), group, consumer)).onSuccess(done -> left.run());
  }

  public void transact(SplittableRandom chance) {
    if (chance.nextInt(5) == 0) {
      deals.again();
      return;
    }
    List<Settlement> acks = new ArrayList<>();
    for (Held one : List.copyOf(held)) {
      if (one.delivery().receipt() != null && acks.size() < 4 && chance.nextInt(3) == 0) {
        acks.add(Settlement.ack(one.delivery().id(), one.delivery().receipt()));
        if (chance.nextInt(3) != 0) {
          held.remove(one);
        }
      }
    }
    deals.transact(chance, acks);
  }

  public void cancel(SplittableRandom chance) {
    if (!delayed.isEmpty()) {
      MessageId id = delayed.remove(chance.nextInt(delayed.size()));
      door.call(b -> b.cancel(id)).onSuccess(done -> told.cancelled(id));
    }
  }

  /** Sometimes two do the same at once. */
  public void replay(SplittableRandom chance) {
    Scene.Topic topic = scene.any(chance);
    int limit = chance.nextInt(4);
    boolean dry = chance.nextInt(8) == 0;
    DeadLetters.Replay replay = new DeadLetters.Replay(DeadLetters.Query.ALL, limit, 0, dry);
    for (int i = chance.nextInt(3) / 2; i >= 0; i--) {
      door.call(b -> b.replay(topic.name(), replay));
    }
  }

  /** Looks that must change nothing. */
  public void look(SplittableRandom chance) {
    Scene.Topic topic = scene.any(chance);
    door.call(b -> b.stats(topic.name())).onSuccess(changes::counted);
    door.call(b -> b.browse(topic.name(), 0, StartAt.EARLIEST, 10, BYTES_MAX))
        .onSuccess(browsed -> changes.browsed(0, browsed));
    door.call(b -> b.deadLetters(topic.name(), DeadLetters.Query.ALL, null, 10))
        .onSuccess(changes::listed);
    if (!held.isEmpty()) {
      MessageId id = held.get(chance.nextInt(held.size())).delivery().id();
      door.call(b -> b.message(id));
    }
  }
}
