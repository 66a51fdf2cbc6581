package io.hotswap.push.pump;

import io.hotswap.push.core.Answer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What push counts. */
public final class PushMeters {
  private final Map<Answer.Kind, Counter> deliveries = new EnumMap<>(Answer.Kind.class);
  private final Timer duration;
  private final Counter staleAcks;
  private final AtomicInteger subscriptions = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger notClosed = new AtomicInteger();

  public PushMeters(MeterRegistry registry) {
    for (Answer.Kind kind : Answer.Kind.values()) {
      String outcome = kind.name().toLowerCase(Locale.ROOT);
      deliveries.put(kind, registry.counter("push.deliveries", "outcome", outcome));
    }
    duration = registry.timer("message.delivery.duration");
    staleAcks = registry.counter("push.acks.stale");
    Gauge.builder("push.subscriptions", subscriptions, AtomicInteger::get).register(registry);
    Gauge.builder("push.requests.in.flight", requests, AtomicInteger::get).register(registry);
    Gauge.builder("push.breakers.not.closed", notClosed, AtomicInteger::get).register(registry);
  }

  void sent() {
    requests.incrementAndGet();
  }

  void ended(Answer answer, int messages, long millis) {
    requests.decrementAndGet();
    deliveries.get(answer.kind()).increment(messages);
    duration.record(millis, TimeUnit.MILLISECONDS);
  }

  /** Of requests that are given up. */
  void forgotten(int count) {
    requests.addAndGet(-count);
  }

  void ackStale() {
    staleAcks.increment();
  }

  void pumps(int all, int withBreakerNotClosed) {
    subscriptions.set(all);
    notClosed.set(withBreakerNotClosed);
  }
}
