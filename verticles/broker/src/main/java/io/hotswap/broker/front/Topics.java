package io.hotswap.broker.front;

import io.hotswap.contracts.broker.BrokerPort.CreatedTopic;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.broker.SubscriptionStats;
import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.broker.TopicStats;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.message.MessageId;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Topics as a whole: finding, creating, changing, removing, counting. */
final class Topics {
  private final Asking asking;
  private final RegistryView registry;

  Topics(Asking asking, RegistryView registry) {
    this.asking = asking;
    this.registry = registry;
  }

  Future<TopicView> byName(String name) {
    TopicView known = registry.byName(name);
    return known != null
        ? Future.succeededFuture(known)
        : find(t -> t.name().equals(name))
            .compose(
                found ->
                    found
                        .map(Future::succeededFuture)
                        .orElseGet(() -> Future.failedFuture(topicNotFound(name))));
  }

  /** Empty if there is no topic or partition of that number. */
  Future<Optional<TopicView>> of(MessageId id) {
    TopicView known = registry.byUid(id.topicUid());
    Future<Optional<TopicView>> found =
        known != null
            ? Future.succeededFuture(Optional.of(known))
            : find(t -> t.uid() == id.topicUid());
    return found.map(topic -> topic.filter(t -> id.partition() < t.settings().partitions()));
  }

  Future<List<TopicView>> list() {
    return asking
        .registry(new ShardCommand.ListTopics())
        .map(reply -> ((ShardReply.Topics) reply).topics());
  }

  Future<CreatedTopic> create(String name, TopicSettings settings) {
    return asking
        .registry(new ShardCommand.CreateTopic(name, settings))
        .map(ShardReply.Topic.class::cast)
        .compose(
            made ->
                configureAll(made.topic())
                    .map(done -> new CreatedTopic(made.topic(), made.created())));
  }

  Future<TopicView> update(String name, TopicSettings settings) {
    return asking
        .registry(new ShardCommand.UpdateTopic(name, settings))
        .map(ShardReply.Topic.class::cast)
        .compose(made -> configureAll(made.topic()).map(done -> made.topic()));
  }

  /** Partitions first: while the topic is in the registry, deleting it can be tried again. */
  Future<Void> delete(String name, boolean force) {
    return byName(name)
        .compose(
            topic ->
                (force ? Future.<Void>succeededFuture() : requireDrained(topic))
                    .compose(drained -> dropAll(topic)))
        .compose(dropped -> asking.registry(new ShardCommand.DeleteTopic(name)))
        .mapEmpty();
  }

  Future<TopicStats> stats(String name) {
    return byName(name)
        .compose(
            topic ->
                asking
                    .all(topic, p -> new ShardCommand.Stats(topic.uid(), p))
                    .map(replies -> sum(topic, replies)));
  }

  private Future<Void> requireDrained(TopicView topic) {
    return asking
        .all(topic, p -> new ShardCommand.Stats(topic.uid(), p))
        .recover(
            // Deleting has begun before: some partitions are dropped already.
            cause ->
                Asking.is(cause, ErrorCode.TopicNotFound)
                    ? Future.succeededFuture(List.of())
                    : Future.failedFuture(cause))
        .compose(
            replies -> {
              for (SubscriptionStats s : sum(topic, replies).subscriptions()) {
                if (s.entered() > s.acked()) {
                  return Future.failedFuture(
                      Problem.of(
                          ErrorCode.TopicHasBacklog,
                          "topic: "
                              + topic.name()
                              + " has "
                              + (s.entered() - s.acked())
                              + " messages not acked by "
                              + s.group()
                              + " (expected: 0, or force)"));
                }
              }
              return Future.succeededFuture();
            });
  }

  private Future<List<ShardReply>> dropAll(TopicView topic) {
    return asking.all(topic, p -> new ShardCommand.Drop(topic.uid(), p));
  }

  private Future<List<ShardReply>> configureAll(TopicView topic) {
    List<Future<ShardReply>> replies = new ArrayList<>();
    for (int p = 0; p < topic.settings().partitions(); p++) {
      replies.add(asking.configure(topic, p));
    }
    return Asking.results(replies);
  }

  private Future<Optional<TopicView>> find(Predicate<TopicView> wanted) {
    return list().map(topics -> topics.stream().filter(wanted).findFirst());
  }

  private static TopicStats sum(TopicView topic, List<ShardReply> replies) {
    long published = 0;
    long bytes = 0;
    Map<String, SubscriptionStats> groups = new LinkedHashMap<>();
    for (ShardReply reply : replies) {
      ShardReply.Counted counted = (ShardReply.Counted) reply;
      published += counted.published();
      bytes += counted.stored();
      counted.subscriptions().forEach(s -> groups.merge(s.group(), s, Topics::plus));
    }
    return new TopicStats(topic.name(), published, bytes, List.copyOf(groups.values()));
  }

  private static SubscriptionStats plus(SubscriptionStats a, SubscriptionStats b) {
    long oldest = Math.min(a.oldestUnackedMillis(), b.oldestUnackedMillis());
    if (oldest == 0) {
      oldest = Math.max(a.oldestUnackedMillis(), b.oldestUnackedMillis());
    }
    return new SubscriptionStats(
        a.group(),
        a.entered() + b.entered(),
        a.ready() + b.ready(),
        a.leased() + b.leased(),
        a.delayed() + b.delayed(),
        a.blocked() + b.blocked(),
        a.acked() + b.acked(),
        oldest);
  }

  static Problem topicNotFound(String name) {
    return Problem.of(ErrorCode.TopicNotFound, "topic: " + name + " does not exist");
  }
}
