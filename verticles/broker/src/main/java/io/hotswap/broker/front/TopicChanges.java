package io.hotswap.broker.front;

import io.hotswap.contracts.broker.BrokerPort.CreatedTopic;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.broker.SubscriptionStats;
import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creating, changing and removing topics, each with its dead letter topic. */
final class TopicChanges {
  private static final Logger LOG = LoggerFactory.getLogger(TopicChanges.class);

  private static final String PARTLY = "delete it again, some may be gone: topic ";

  private final Asking asking;

  TopicChanges(Asking asking) {
    this.asking = asking;
  }

  Future<CreatedTopic> create(String name, TopicSettings settings) {
    return catalog()
        .compose(
            catalog -> {
              TopicRules.requireName(name, catalog);
              if (catalog.byName(name) == null) {
                TopicRules.requireStrategy(settings);
                TopicRules.requireDeadLetters(name, settings, catalog);
              }
              return asking.registry(new ShardCommand.CreateTopic(name, settings));
            })
        .map(ShardReply.Topic.class::cast)
        .compose(
            made ->
                asking
                    .configureAll(made.topic())
                    .map(done -> new CreatedTopic(made.topic(), made.created())));
  }

  Future<TopicView> update(String name, TopicSettings settings) {
    return catalog()
        .compose(
            catalog -> {
              TopicView topic = require(catalog, name);
              TopicRules.requireOwn(topic, "changed");
              TopicRules.requireStrategy(settings);
              TopicRules.requireDeadLetters(name, settings, catalog);
              TopicView entries = catalog.registeredDeadLetters(topic);
              requireSamePlace(entries, topic, settings);
              return requireFiltersKept(topic, settings)
                  .compose(kept -> asking.registry(new ShardCommand.UpdateTopic(name, settings)))
                  .compose(
                      reply -> reconfigure(((ShardReply.Topic) reply).topic(), entries != null));
            });
  }

  private Future<TopicView> reconfigure(TopicView topic, boolean withEntries) {
    return asking
        .configureAll(topic)
        .compose(
            done ->
                withEntries
                    ? asking.configureAll(topic.deadLetterTopic())
                    : Future.succeededFuture())
        .map(topic);
  }

  /** Without its strategy a filter would let everything pass. */
  private Future<Void> requireFiltersKept(TopicView from, TopicSettings to) {
    String strategy = TopicRules.CONTENT_BASED;
    if (!from.settings().routingStrategy().equals(strategy)
        || to.routingStrategy().equals(strategy)) {
      return Future.succeededFuture();
    }
    return asking
        .partition(from, 0, new ShardCommand.ListSubscriptions(from.uid()))
        .map(
            reply -> {
              for (SubscriptionView s : ((ShardReply.Subscriptions) reply).subscriptions()) {
                if (s.settings().filter() != null) {
                  throw TopicRules.conflict(
                      "routingStrategy: "
                          + to.routingStrategy()
                          + " (expected: "
                          + strategy
                          + ", "
                          + s.group()
                          + " has a filter)");
                }
              }
              return null;
            });
  }

  /** Entries that are there would be out of reach. */
  private static void requireSamePlace(TopicView entries, TopicView from, TopicSettings to) {
    if (entries == null) {
      return;
    }
    String queue = new TopicView(0, from.name(), 0, 0, 0, to).deadLetterName();
    if (!queue.equals(entries.name())) {
      throw TopicRules.conflict(
          "deadLetter.queue: " + queue + " (expected: " + entries.name() + ", which is in use)");
    }
  }

  /**
   * Partitions first: while the topic is in the registry, deleting it can be tried again. What was
   * on its way meanwhile may have made a partition known again, so it is swept once more.
   */
  Future<Void> delete(String name, boolean force) {
    return catalog()
        .compose(
            catalog -> {
              TopicView topic = require(catalog, name);
              TopicRules.requireOwn(topic, "deleted");
              return (force ? Future.<Void>succeededFuture() : requireDrained(topic))
                  .compose(drained -> dropPartitions(topic))
                  .compose(dropped -> dropRest(topic).recover(cause -> partly(topic, cause)))
                  .compose(gone -> sweep(topic));
            });
  }

  private Future<Void> dropRest(TopicView topic) {
    return dropEntries(topic).compose(gone -> asking.registry(delete(topic))).mapEmpty();
  }

  /** NB: by name alone a late one would delete the next topic of that name. */
  private static ShardCommand delete(TopicView topic) {
    return new ShardCommand.DeleteTopic(topic.name(), topic.uid());
  }

  /** Some of it is gone: that is no refusal, unless somebody else has deleted it meanwhile. */
  private static Future<Void> partly(TopicView topic, Throwable cause) {
    return Future.failedFuture(
        Asking.is(cause, ErrorCode.TopicNotFound)
            ? cause
            : Verdicts.unknown(PARTLY + topic.name(), cause));
  }

  private Future<Void> sweep(TopicView topic) {
    return dropPartitions(topic)
        .compose(dropped -> dropEntries(topic))
        .recover(
            cause -> {
              LOG.warn("what is left of topic {} stays: {}", topic.name(), cause.getMessage());
              return Future.succeededFuture();
            });
  }

  private Future<Void> dropEntries(TopicView topic) {
    return dropPartitions(topic.deadLetterTopic())
        .compose(dropped -> catalog())
        .compose(catalog -> forget(catalog.registeredDeadLetters(topic)));
  }

  private Future<Void> dropPartitions(TopicView topic) {
    List<Future<Optional<ShardReply>>> drops = new ArrayList<>();
    for (int p = 0; p < topic.settings().partitions(); p++) {
      drops.add(asking.present(topic, p, new ShardCommand.Drop(topic.uid(), p)));
    }
    return Future.join(drops)
        .<Void>mapEmpty()
        .recover(cause -> Future.failedFuture(Verdicts.of(drops, PARTLY + topic.name())));
  }

  private Future<Void> forget(TopicView entries) {
    if (entries == null) {
      return Future.succeededFuture();
    }
    return asking
        .registry(delete(entries))
        .<Void>mapEmpty()
        .recover(
            cause ->
                Asking.is(cause, ErrorCode.TopicNotFound)
                    ? Future.succeededFuture()
                    : Future.failedFuture(cause));
  }

  private Future<Void> requireDrained(TopicView topic) {
    return requireEmpty(topic, topic.name())
        .compose(
            empty -> requireEmpty(topic.deadLetterTopic(), topic.name() + " (its dead letters)"));
  }

  /** Deleting may have begun before: some partitions are dropped already. */
  private Future<Void> requireEmpty(TopicView topic, String name) {
    return Asking.over(
            topic, 0, p -> asking.present(topic, p, new ShardCommand.Stats(topic.uid(), p)))
        .compose(
            replies -> {
              List<ShardReply> there = replies.stream().flatMap(Optional::stream).toList();
              for (SubscriptionStats s : Topics.sum(topic, there).subscriptions()) {
                if (s.backlog() > 0) {
                  throw backlog(name, s);
                }
              }
              return Future.succeededFuture();
            });
  }

  private static Problem backlog(String name, SubscriptionStats s) {
    return Problem.of(
        ErrorCode.TopicHasBacklog,
        "topic: "
            + name
            + " has "
            + s.backlog()
            + " messages not settled by "
            + s.group()
            + " (expected: 0, or force)");
  }

  private Future<Catalog> catalog() {
    return asking.topics().map(Catalog::new);
  }

  private static TopicView require(Catalog catalog, String name) {
    TopicView topic = catalog.byName(name);
    if (topic == null) {
      throw Topics.topicNotFound(name);
    }
    return topic;
  }
}
