package io.hotswap.gateway.rest.topic;

import io.hotswap.contracts.broker.SubscriptionStats;
import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.broker.TopicStats;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.time.Durations;
import io.hotswap.gateway.rest.json.JsonOut;
import java.io.IOException;
import java.util.List;

/** Topics and their figures in the shapes of the contract. */
public final class TopicViews {
  private TopicViews() {}

  static void topic(JsonOut out, TopicView topic) throws IOException {
    TopicSettings settings = topic.settings();
    TopicSettings.Backoff backoff = settings.backoff();
    out.field("name", topic.name())
        .field("type", settings.type().name())
        .field("deliveryGuarantee", settings.deliveryGuarantee().name())
        .field("routingStrategy", settings.routingStrategy())
        .field("partitions", settings.partitions())
        .field("replicationFactor", settings.replicationFactor())
        .field("ordering", settings.ordering().name())
        .field("ackDeadline", Durations.format(settings.ackDeadlineMillis()))
        .field("maxDeliveries", settings.maxDeliveries())
        .object(
            "backoff",
            b ->
                b.field("initial", Durations.format(backoff.initialMillis()))
                    .field("multiplier", backoff.multiplier())
                    .field("max", Durations.format(backoff.maxMillis()))
                    .field("jitter", backoff.jitter()))
        .field("loadBalancing", Words.of(settings.balancing()))
        .field("unroutable", Words.of(settings.unroutable()))
        .field("onKeyFailure", Words.of(settings.onKeyFailure()))
        .field("ttl", duration(settings.ttlMillis()))
        .field("onExpiry", Words.of(settings.onExpiry()))
        .field("priorityMaxWait", Durations.format(settings.priorityMaxWaitMillis()));
    bounds(out, topic);
    out.field("version", topic.version()).time("createdAt", topic.createdAtMillis());
  }

  private static void bounds(JsonOut out, TopicView topic) throws IOException {
    TopicSettings settings = topic.settings();
    out.object(
            "retention",
            r ->
                r.field("maxAge", duration(settings.retention().maxAgeMillis()))
                    .bound("maxBytes", settings.retention().maxBytes()))
        .object(
            "dedup",
            d ->
                d.field("window", Durations.format(settings.dedup().windowMillis()))
                    .field("maxKeys", settings.dedup().maxKeys()))
        .object(
            "deadLetter",
            d ->
                d.field("enabled", settings.deadLetter().enabled())
                    .field("queue", topic.deadLetterName())
                    .field("includeMetadata", settings.deadLetter().includeMetadata())
                    .field("ttl", duration(settings.deadLetter().ttlMillis())))
        .object(
            "quota",
            q ->
                q.bound("messagesPerSecond", settings.quota().messagesPerSecond())
                    .bound("bytesPerSecond", settings.quota().bytesPerSecond()));
  }

  private static String duration(long millis) {
    return millis == 0 ? null : Durations.format(millis);
  }

  static void stats(JsonOut out, TopicStats stats, Rates.Rate rate, long nowMillis)
      throws IOException {
    List<SubscriptionStats> all = stats.subscriptions();
    long age = all.stream().mapToLong(one -> age(one, nowMillis)).max().orElse(0);
    long lag = all.stream().mapToLong(SubscriptionStats::backlog).max().orElse(0);
    out.field("topicName", stats.topicName())
        .field("published", stats.published())
        .field("publishedBytes", stats.stored())
        .field("retained", stats.retained())
        .field("retainedBytes", stats.retainedBytes())
        .field("scheduled", stats.scheduled())
        .field("duplicates", stats.duplicates())
        .field("unroutable", stats.unroutable())
        .field("depth", lag)
        .field("lagMessages", lag)
        .field("lagSeconds", age / 1000.0)
        .field("oldestAge", Durations.format(age))
        .object(
            "rates",
            r ->
                r.field("publishedPerSecond", rate.published())
                    .field("ackedPerSecond", rate.acked())
                    .field("overSeconds", rate.overSeconds()))
        .array("subscriptions", all, (to, one) -> to.nested(s -> counters(s, one, nowMillis)));
  }

  private static long age(SubscriptionStats stats, long nowMillis) {
    long oldest = stats.oldestUnackedMillis();
    return oldest == 0 ? 0 : Math.max(0, nowMillis - oldest);
  }

  /** The counters of a subscription in its present generation. */
  public static void counters(JsonOut out, SubscriptionStats stats, long nowMillis)
      throws IOException {
    long age = age(stats, nowMillis);
    out.field("consumerGroup", stats.group())
        .field("entered", stats.entered())
        .field("ready", stats.ready())
        .field("leased", stats.leased())
        .field("delayed", stats.delayed())
        .field("blocked", stats.blocked())
        .field("parked", stats.parked())
        .field("acked", stats.acked())
        .field("dead", stats.dead())
        .field("expired", stats.expired())
        .field("trimmed", stats.trimmed())
        .field("cancelled", stats.cancelled())
        .field("filtered", stats.filtered())
        .field("scheduled", stats.scheduled())
        .field("lagMessages", stats.backlog())
        .field("lagSeconds", age / 1000.0)
        .field("oldestAge", Durations.format(age));
  }
}
