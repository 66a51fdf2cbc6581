package io.hotswap.broker.front;

import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.broker.SubscriptionStats;
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
import java.util.function.Function;

/** Finding and counting topics: first in the copy of the registry, then in the registry itself. */
final class Topics {
  private final Asking asking;
  private final RegistryView registry;

  Topics(Asking asking, RegistryView registry) {
    this.asking = asking;
    this.registry = registry;
  }

  Future<TopicView> byName(String name) {
    return find(catalog -> catalog.byName(name))
        .compose(
            found ->
                found
                    .map(Future::succeededFuture)
                    .orElseGet(() -> Future.failedFuture(topicNotFound(name))));
  }

  /**
   * Does something with a topic. The copy may know one that is gone, on a node that has not heard
   * of its end yet: then it is done with the next one of that name, if there is one.
   */
  <T> Future<T> with(String name, Function<TopicView, Future<T>> action) {
    TopicView known = registry.catalog().byName(name);
    return known == null
        ? byName(name).compose(action)
        : action
            .apply(known)
            .recover(
                cause ->
                    Asking.is(cause, ErrorCode.TopicNotFound)
                        ? next(known, cause).compose(action)
                        : Future.failedFuture(cause));
  }

  private Future<TopicView> next(TopicView gone, Throwable cause) {
    return asking
        .topics()
        .compose(
            topics -> {
              TopicView next = new Catalog(topics).byName(gone.name());
              return next == null || next.uid() == gone.uid()
                  ? Future.failedFuture(cause)
                  : Future.succeededFuture(next);
            });
  }

  Future<Optional<TopicView>> byUid(long uid) {
    return find(catalog -> catalog.byUid(uid));
  }

  /** Empty if there is no topic or partition of that number. */
  Future<Optional<TopicView>> of(MessageId id) {
    return byUid(id.topicUid())
        .map(topic -> topic.filter(t -> id.partition() < t.settings().partitions()));
  }

  /** {@code MessageNotFound} if there is no topic or partition of that number. */
  Future<TopicView> require(MessageId id) {
    return of(id)
        .compose(
            topic ->
                topic
                    .map(Future::succeededFuture)
                    .orElseGet(() -> Future.failedFuture(messageNotFound(id))));
  }

  /** The topic itself, or that whose dead letters are in the topic of this name. */
  Future<TopicView> base(String name) {
    return byName(name)
        .compose(
            topic ->
                topic.holdsDeadLetters()
                    ? byUid(topic.baseUid())
                        .compose(
                            base ->
                                base.map(Future::succeededFuture)
                                    .orElseGet(() -> Future.failedFuture(topicNotFound(name))))
                    : Future.succeededFuture(topic));
  }

  /** All that the registry has, each as it is now. */
  Future<List<TopicView>> list() {
    return asking
        .topics()
        .map(
            topics -> {
              Catalog catalog = new Catalog(topics);
              return topics.stream().map(topic -> catalog.byUid(topic.uid())).toList();
            });
  }

  Future<TopicStats> stats(TopicView topic) {
    return asking
        .all(topic, p -> new ShardCommand.Stats(topic.uid(), p))
        .map(replies -> sum(topic, replies));
  }

  static TopicStats sum(TopicView topic, List<ShardReply> replies) {
    TopicStats sum = new TopicStats(topic.name(), 0, 0, 0, 0, 0, 0, 0, List.of());
    Map<String, SubscriptionStats> groups = new LinkedHashMap<>();
    for (ShardReply reply : replies) {
      TopicStats stats = ((ShardReply.Counted) reply).stats();
      sum = plus(sum, stats);
      stats.subscriptions().forEach(s -> groups.merge(s.group(), s, SubscriptionStats::plus));
    }
    return new TopicStats(
        sum.topicName(),
        sum.published(),
        sum.stored(),
        sum.retained(),
        sum.retainedBytes(),
        sum.scheduled(),
        sum.duplicates(),
        sum.unroutable(),
        new ArrayList<>(groups.values()));
  }

  private static TopicStats plus(TopicStats a, TopicStats b) {
    return new TopicStats(
        a.topicName(),
        a.published() + b.published(),
        a.stored() + b.stored(),
        a.retained() + b.retained(),
        a.retainedBytes() + b.retainedBytes(),
        a.scheduled() + b.scheduled(),
        a.duplicates() + b.duplicates(),
        a.unroutable() + b.unroutable(),
        List.of());
  }

  private Future<Optional<TopicView>> find(Function<Catalog, TopicView> look) {
    TopicView known = look.apply(registry.catalog());
    return known != null
        ? Future.succeededFuture(Optional.of(known))
        : asking.topics().map(topics -> Optional.ofNullable(look.apply(new Catalog(topics))));
  }

  static Problem topicNotFound(String name) {
    return Problem.of(ErrorCode.TopicNotFound, "topic: " + name + " does not exist");
  }

  static Problem messageNotFound(MessageId id) {
    return Problem.of(ErrorCode.MessageNotFound, "message: " + id + " does not exist");
  }
}
