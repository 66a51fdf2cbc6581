package io.hotswap.broker;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What the broker counts. */
public final class BrokerMeters {
  private final MeterRegistry registry;
  private final Counter published;
  private final Counter delivered;
  private final Counter failed;
  private final Timer publishing;

  public BrokerMeters(MeterRegistry registry) {
    this.registry = registry;
    this.published = registry.counter("messages.published.total");
    this.delivered = registry.counter("messages.delivered.total");
    this.failed = registry.counter("messages.failed.total");
    this.publishing = registry.timer("message.publish.duration");
  }

  /** Messages that are durable, and how long their command took from arrival to answer. */
  public void published(int messages, long nanos) {
    published.increment(messages);
    publishing.record(nanos, TimeUnit.NANOSECONDS);
  }

  public void delivered(int messages) {
    delivered.increment(messages);
  }

  /** Deliveries that ended in a nack or at their deadline. */
  public void failed(int messages) {
    failed.increment(messages);
  }

  public void queueDepth(Supplier<Number> depth) {
    Gauge.builder("queue.depth", depth).register(registry);
  }
}
