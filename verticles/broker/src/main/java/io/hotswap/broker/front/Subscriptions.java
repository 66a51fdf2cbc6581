package io.hotswap.broker.front;

import io.hotswap.contracts.broker.BrokerPort.CreatedSubscription;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.broker.StartAt;
import io.hotswap.contracts.broker.SubscriptionSettings;
import io.hotswap.contracts.broker.SubscriptionState;
import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.plugin.Signals;
import io.hotswap.contracts.plugin.WaitKey;
import io.hotswap.contracts.policy.MessageFilters;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Subscriptions as a whole. The home, partition 0, knows all that there are and numbers them; the
 * other partitions are told. A change is made at home first and a removal last, so that what was
 * interrupted is seen there and the same again completes it.
 */
final class Subscriptions {
  /** Name of a queue's only subscription. */
  static final String QUEUE_GROUP = "default";

  private static final int HOME = 0;
  private static final int NEW = -1;

  private final Asking asking;
  private final Topics topics;
  private final MessageFilters filters;
  private final Signals signals;

  Subscriptions(Asking asking, Topics topics, FrontServices services) {
    this.asking = asking;
    this.topics = topics;
    this.filters = services.filters();
    this.signals = services.signals();
  }

  /** A topic with the view that its home has. */
  private record Found(TopicView topic, SubscriptionState atHome) {
    SubscriptionView view() {
      return atHome.subscription();
    }

    int number() {
      return view().number();
    }
  }

  Future<CreatedSubscription> create(
      TopicView topic, String group, StartAt from, SubscriptionSettings settings) {
    requireFilter(topic, settings);
    if (topic.settings().type() == TopicType.Queue) {
      return queue(topic, settings).map(view -> new CreatedSubscription(view, false));
    }
    return make(topic, group, from, settings)
        .map(
            made -> {
              SubscriptionView view = made.subscription();
              if (!view.settings().equals(settings)) {
                throw Problem.of(
                    ErrorCode.SubscriptionExists,
                    "consumerGroup: " + group + " of " + topic.name() + " has other settings");
              }
              return new CreatedSubscription(view, made.created());
            });
  }

  /** The subscription of the group, made if there is none, in all partitions. */
  Future<ShardReply.Subscription> make(
      TopicView topic, String group, StartAt from, SubscriptionSettings settings) {
    SubscriptionView wanted =
        new SubscriptionView(topic.uid(), topic.name(), group, NEW, 0, 0, settings);
    return asking
        .partition(topic, HOME, new ShardCommand.Subscribe(topic.uid(), HOME, wanted, from))
        .map(ShardReply.Subscription.class::cast)
        .compose(made -> spread(topic, made.subscription(), from).map(made))
        .onSuccess(
            made -> {
              if (made.created()) {
                changed();
              }
            });
  }

  private Future<SubscriptionView> queue(TopicView topic, SubscriptionSettings settings) {
    return ofTopic(topic)
        .compose(
            all -> {
              SubscriptionView view =
                  all.stream()
                      .filter(s -> s.group().equals(QUEUE_GROUP))
                      .findFirst()
                      .orElseThrow(() -> notFound(topic.name() + "/" + QUEUE_GROUP));
              return change(topic, view.number(), settings);
            });
  }

  Future<SubscriptionView> update(SubscriptionView.Id id, SubscriptionSettings settings) {
    return find(id)
        .compose(
            found -> {
              requireFilter(found.topic(), settings);
              return change(found.topic(), found.number(), settings);
            });
  }

  Future<Void> delete(SubscriptionView.Id id) {
    return find(id)
        .compose(
            found -> {
              TopicView topic = found.topic();
              if (topic.settings().type() == TopicType.Queue) {
                throw TopicRules.conflict(
                    "subscription: "
                        + id
                        + " (expected: one of a PubSub topic, a Queue keeps its)");
              }
              IntFunction<ShardCommand> gone =
                  p -> new ShardCommand.Unsubscribe(topic.uid(), p, found.number());
              return others(topic, gone)
                  .compose(done -> asking.partition(topic, HOME, gone.apply(HOME)))
                  // A pull that came in between may have told the others of it again.
                  .compose(done -> others(topic, gone))
                  .<Void>mapEmpty()
                  .onSuccess(done -> changed());
            });
  }

  Future<SubscriptionState> state(SubscriptionView.Id id) {
    return find(id)
        .compose(
            found ->
                others(found.topic(), p -> stateOf(found.topic(), p, found.number()))
                    .map(
                        replies -> {
                          List<SubscriptionState> states = new ArrayList<>();
                          states.add(found.atHome());
                          replies.stream()
                              .flatMap(Optional::stream)
                              .forEach(r -> states.add(state(r)));
                          return Figures.merge(states);
                        }));
  }

  /** Leases that a consumer holds in all partitions. */
  Future<Integer> leases(TopicView topic, String group, String consumerId) {
    return asking
        .all(topic, p -> new ShardCommand.Held(topic.uid(), p, group, consumerId))
        .map(all -> all.stream().mapToInt(reply -> ((ShardReply.Held) reply).leases()).sum());
  }

  Future<List<SubscriptionView>> ofTopic(TopicView topic) {
    return asking
        .partition(topic, HOME, new ShardCommand.ListSubscriptions(topic.uid()))
        .map(reply -> ((ShardReply.Subscriptions) reply).subscriptions());
  }

  /** Refused as a whole where the first thing that can be known of it refuses it. */
  Future<Void> seek(SubscriptionView.Id id, StartAt to) {
    return find(id).compose(found -> state(id).compose(state -> seek(found.topic(), state, to)));
  }

  private Future<Void> seek(TopicView topic, SubscriptionState state, StartAt to) {
    boolean toAll = to.kind() == StartAt.Kind.EARLIEST;
    if (topic.settings().type() == TopicType.Queue && toAll && state.stats().acked() > 0) {
      return Future.failedFuture(
          TopicRules.conflict("to: earliest (expected: not before what a Queue has acked)"));
    }
    int number = state.subscription().number();
    List<Future<ShardReply>> moved = new ArrayList<>();
    for (int p = 0; p < topic.settings().partitions(); p++) {
      moved.add(asking.partition(topic, p, new ShardCommand.Seek(topic.uid(), p, number, to)));
    }
    return Future.join(moved)
        .transform(
            done ->
                done.succeeded()
                    ? Future.succeededFuture()
                    : Future.failedFuture(Verdicts.of(moved, "some partitions may have moved")));
  }

  Future<SubscriptionView> resume(SubscriptionView.Id id) {
    return find(id)
        .compose(
            found -> {
              TopicView topic = found.topic();
              SubscriptionSettings going = found.view().settings().paused(false);
              return change(topic, found.number(), going)
                  .compose(
                      view ->
                          over(
                                  topic,
                                  HOME,
                                  p -> new ShardCommand.Unpark(topic.uid(), p, found.number()))
                              .map(view));
            });
  }

  private Future<SubscriptionView> change(
      TopicView topic, int number, SubscriptionSettings settings) {
    return asking
        .partition(topic, HOME, new ShardCommand.UpdateSubscription(topic.uid(), number, settings))
        .map(reply -> ((ShardReply.Subscription) reply).subscription())
        // Its other partitions know it: if one does not, it begins with what comes.
        .compose(view -> spread(topic, view, StartAt.LATEST).map(view))
        .onSuccess(view -> changed());
  }

  private Future<Void> spread(TopicView topic, SubscriptionView view, StartAt from) {
    return Asking.over(
            topic,
            HOME + 1,
            p -> asking.partition(topic, p, new ShardCommand.Subscribe(topic.uid(), p, view, from)))
        .<Void>mapEmpty()
        .recover(
            cause ->
                Future.failedFuture(
                    Verdicts.unknown(
                        "subscription "
                            + view.id()
                            + " is changed, but not in all partitions yet (expected: the same"
                            + " request again)",
                        cause)));
  }

  private Future<Found> find(SubscriptionView.Id id) {
    return topics
        .byUid(id.topicUid())
        .compose(
            found -> {
              TopicView topic = found.orElseThrow(() -> notFound(id.toString()));
              return asking
                  .partition(topic, HOME, stateOf(topic, HOME, id.number()))
                  .map(reply -> new Found(topic, state(reply)));
            });
  }

  private Future<List<Optional<ShardReply>>> others(
      TopicView topic, IntFunction<ShardCommand> command) {
    return over(topic, HOME + 1, command);
  }

  /** Empty where the subscription is not known, after an interruption. */
  private Future<List<Optional<ShardReply>>> over(
      TopicView topic, int first, IntFunction<ShardCommand> command) {
    return Asking.over(
        topic,
        first,
        p ->
            asking
                .present(topic, p, command.apply(p))
                .recover(
                    cause ->
                        Asking.is(cause, ErrorCode.SubscriptionNotFound)
                            ? Future.succeededFuture(Optional.empty())
                            : Future.failedFuture(cause)));
  }

  private void requireFilter(TopicView topic, SubscriptionSettings settings) {
    if (settings.filter() == null) {
      return;
    }
    String strategy = topic.settings().routingStrategy();
    if (topic.settings().type() == TopicType.Queue || !strategy.equals(TopicRules.CONTENT_BASED)) {
      throw TopicRules.conflict(
          "filter: on a "
              + topic.settings().type()
              + " topic with "
              + strategy
              + " (expected: none, or a PubSub topic with "
              + TopicRules.CONTENT_BASED
              + ")");
    }
    filters.check(settings.filter());
  }

  private void changed() {
    signals.signal(WaitKey.subscriptions(), Integer.MAX_VALUE);
  }

  private static ShardCommand stateOf(TopicView topic, int partition, int number) {
    return new ShardCommand.SubscriptionStateOf(topic.uid(), partition, number);
  }

  private static SubscriptionState state(ShardReply reply) {
    return ((ShardReply.SubscriptionFigures) reply).state();
  }

  private static Problem notFound(String id) {
    return Problem.of(ErrorCode.SubscriptionNotFound, "subscription: " + id + " does not exist");
  }
}
