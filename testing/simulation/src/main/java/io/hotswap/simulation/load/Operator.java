package io.hotswap.simulation.load;

import io.hotswap.contracts.broker.StartAt;
import io.hotswap.contracts.broker.SubscriptionSettings;
import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.simulation.model.Asked;
import io.hotswap.simulation.model.Changes;
import io.hotswap.simulation.world.SimClock;
import io.hotswap.simulation.world.SimFilters;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** Who makes, changes and removes topics and subscriptions. */
public final class Operator {
  private static final List<ErrorCode> NOT_DELETED =
      List.of(ErrorCode.TopicHasBacklog, ErrorCode.TopicNotFound);

  private final Scene scene;
  private final Door door;
  private final SimClock clock;
  private final Asked asked;
  private final Changes changes;
  private final Set<Scene.Topic> deleting = new LinkedHashSet<>();
  private final Map<String, TopicSettings> settings = new HashMap<>();
  private final Map<String, SubscriptionView> subscriptions = new HashMap<>();

  Operator(Scene scene, Door door, SimClock clock, Asked asked, Changes changes) {
    this.scene = scene;
    this.door = door;
    this.clock = clock;
    this.asked = asked;
    this.changes = changes;
  }

  /** Idempotent, as it is asked again until it works. */
  public Future<Void> create() {
    List<Future<?>> all = new ArrayList<>();
    for (Scene.Topic topic : scene.topics()) {
      settings.putIfAbsent(topic.name(), topic.settings());
      all.add(
          door.call(b -> b.createTopic(topic.name(), topic.settings()))
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
          door.call(
              b ->
                  b.createSubscription(
                      topic.name(),
                      group,
                      StartAt.EARLIEST,
                      Scene.reader(topic.settings(), group))));
    }
    return Future.join(all).compose(done -> learn(topic.name()));
  }

  private Future<Void> learn(String topic) {
    return door.call(b -> b.subscriptions(topic))
        .onSuccess(all -> all.forEach(s -> subscriptions.put(topic + "/" + s.group(), s)))
        .mapEmpty();
  }

  public void seek(SplittableRandom chance) {
    Scene.Topic topic = scene.any(chance);
    SubscriptionView view = subscriptions.get(topic.name() + "/" + topic.group(chance));
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
    Runnable sought = changes.seeking(id(view), to);
    door.call(b -> b.seek(id(view), to)).onSuccess(done -> sought.run());
  }

  /** Other bounds, or a pause. */
  public void resubscribe(SplittableRandom chance) {
    Scene.Topic topic = scene.any(chance);
    SubscriptionView view = subscriptions.get(topic.name() + "/" + topic.group(chance));
    if (view != null) {
      SubscriptionSettings other =
          new SubscriptionSettings(
              SubscriptionSettings.Type.Pull,
              filter(view.settings().filter(), chance),
              chance.nextBoolean() ? 3 + chance.nextInt(5) : SubscriptionSettings.MAX_IN_FLIGHT_MAX,
              0,
              chance.nextInt(4) == 0,
              null);
      door.call(b -> b.updateSubscription(id(view), other)).onSuccess(changes::resubscribed);
    }
  }

  private static String filter(String now, SplittableRandom chance) {
    return now == null || chance.nextInt(4) != 0 ? now : SimFilters.EVEN;
  }

  public void resumeAll() {
    // As they are now: a consume may have made one anew that was removed.
    door.call(b -> b.subscriptions(null)).onSuccess(all -> all.forEach(this::resume));
  }

  public void resume(SplittableRandom chance) {
    Scene.Topic topic = scene.any(chance);
    SubscriptionView view = subscriptions.get(topic.name() + "/" + topic.group(chance));
    if (view != null) {
      resume(view);
    }
  }

  private void resume(SubscriptionView view) {
    Runnable resumed = changes.resuming(id(view));
    door.call(b -> b.resume(id(view))).onSuccess(done -> resumed.run());
  }

  private static SubscriptionView.Id id(SubscriptionView view) {
    return new SubscriptionView.Id(view.topicUid(), view.number());
  }

  /** It goes, and comes again as another one. */
  public void unsubscribe(SplittableRandom chance) {
    Scene.Topic topic = scene.any(chance);
    SubscriptionView view = subscriptions.get(topic.name() + "/" + topic.group(chance));
    if (view != null) {
      door.call(b -> b.deleteSubscription(id(view)))
          .onSuccess(
              gone -> {
                changes.unsubscribed(id(view));
                subscribe(topic);
              });
    }
  }

  /** It goes with all that is in it, and comes again as another one. */
  public void delete(SplittableRandom chance) {
    Scene.Topic topic = scene.any(chance);
    asked.deleting(topic.name());
    delete(topic, chance.nextBoolean());
  }

  private void delete(Scene.Topic topic, boolean force) {
    // What is half gone is no longer asked whether it may go.
    boolean certain = !deleting.add(topic) || force;
    door.call(b -> b.deleteTopic(topic.name(), certain))
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
    Scene.Topic topic = scene.any(chance);
    TopicSettings next = Scene.changed(settings.get(topic.name()), chance);
    door.call(b -> b.updateTopic(topic.name(), next))
        .onSuccess(
            view -> {
              changes.updated(view);
              settings.put(topic.name(), view.settings());
            });
  }
}
