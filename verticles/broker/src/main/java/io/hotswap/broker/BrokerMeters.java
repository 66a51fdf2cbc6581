package io.hotswap.broker;

import io.hotswap.broker.core.decide.Counts;
import io.hotswap.broker.core.decide.Invariant;
import io.hotswap.broker.shard.Lag;
import io.hotswap.contracts.policy.MessageFilters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What the broker counts. */
public final class BrokerMeters {
  private final MeterRegistry registry;
  private final Counter published;
  private final Counter delivered;
  private final Counter failed;
  private final Timer publishing;
  private final Timer delivering;
  private final DistributionSummary shares;
  private final MultiGauge lags;
  private final Counter retries;
  private final Counter ackTimeouts;
  private final Counter duplicates;
  private final Counter dead;
  private final Counter expired;
  private final Counter filtered;
  private final Counter unroutable;
  private final Counter replayed;
  private final Counter critical;
  private final Counter nearRetention;
  private final Map<Invariant, Counter> broken = new EnumMap<>(Invariant.class);

  public BrokerMeters(MeterRegistry registry) {
    this.registry = registry;
    this.published = registry.counter("messages.published.total");
    this.delivered = registry.counter("messages.delivered.total");
    this.failed = registry.counter("messages.failed.total");
    this.publishing = registry.timer("message.publish.duration");
    this.delivering = registry.timer("message.delivery.duration");
    this.shares =
        DistributionSummary.builder("routing.consumer.leases")
            .description("leases of a consumer right after it was given messages")
            .register(registry);
    this.lags = MultiGauge.builder("consumer.lag").register(registry);
    this.retries = registry.counter("messages.retries.total");
    this.ackTimeouts = registry.counter("messages.ack.timeouts.total");
    this.duplicates = registry.counter("messages.duplicates.total");
    this.dead = registry.counter("messages.dead.letters.total");
    this.expired = registry.counter("messages.expired.total");
    this.filtered = registry.counter("messages.filtered.total");
    this.unroutable = registry.counter("messages.unroutable.total");
    this.replayed = registry.counter("messages.replayed.total");
    this.critical = registry.counter("messages.critical.total");
    this.nearRetention = registry.counter("retention.warnings.total");
    for (Invariant each : Invariant.values()) {
      broken.put(each, registry.counter("invariants.broken.total", "invariant", each.tag()));
    }
  }

  /** Messages that are durable, and how long their command took from arrival to answer. */
  public void published(int messages, long nanos) {
    published.increment(messages);
    publishing.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** A backlog came near to its topic's retention, or a queue near to its bound. */
  public void nearRetention() {
    nearRetention.increment();
  }

  /** What must always hold did not, or would not have. */
  public void broken(Invariant invariant) {
    broken.get(invariant).increment();
  }

  public void delivered(int messages) {
    delivered.increment(messages);
  }

  /** Messages were handed over together, so long after the first of them was published. */
  public void handedOver(long waitedMillis) {
    delivering.record(Math.max(0, waitedMillis), TimeUnit.MILLISECONDS);
  }

  /** How the load is distributed: what one of the consumers holds after it got something. */
  public void share(int leases) {
    shares.record(leases);
  }

  /** Filters whose time is measured. */
  public MessageFilters timed(MessageFilters filters) {
    return new TimedFilters(filters, registry.timer("message.filter.duration"));
  }

  /** Messages not settled by topic and group, as of now: replaces what was said before. */
  public void lags(Map<Lag, Long> byGroup) {
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    byGroup.forEach(
        (lag, messages) ->
            rows.add(
                MultiGauge.Row.of(Tags.of("topic", lag.topic(), "group", lag.group()), messages)));
    lags.register(rows, true);
  }

  /** What a batch of decisions did that is durable now. */
  public void count(Counts counts) {
    add(retries, counts.retries);
    add(ackTimeouts, counts.ackTimeouts);
    add(failed, counts.ackTimeouts);
    add(duplicates, counts.duplicates);
    add(dead, counts.dead);
    add(expired, counts.expired);
    add(filtered, counts.filtered);
    add(unroutable, counts.unroutable);
    add(replayed, counts.replayed);
    add(critical, counts.critical);
  }

  private static void add(Counter counter, long count) {
    if (count > 0) {
      counter.increment((double) count);
    }
  }

  /** Deliveries that ended in a nack or at their deadline. */
  public void failed(int messages) {
    failed.increment(messages);
  }

  public void queueDepth(Supplier<Number> depth) {
    Gauge.builder("queue.depth", depth).register(registry);
  }
}
