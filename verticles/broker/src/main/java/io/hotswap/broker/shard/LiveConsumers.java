package io.hotswap.broker.shard;

import io.hotswap.broker.core.state.Backlog;
import io.hotswap.broker.core.state.Subscription;
import io.hotswap.contracts.policy.RoutingPolicy.LiveConsumer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who pulled lately, by subscription and in order of joining. Soft: a new owner learns it anew. */
final class LiveConsumers {
  private static final int PER_SUBSCRIPTION_MAX = 10_000;

  /** A pull waits at most 30 s in the kernel, so after this nobody waits who did not ask again. */
  private static final long WAITING_NANOS = 32_000_000_000L;

  /**
   * @param silent whether it let a deadline pass since it asked last
   */
  private record Seen(long nanos, int capacity, boolean waiting, boolean silent) {
    boolean waits(long now) {
      return waiting && now - nanos < WAITING_NANOS;
    }
  }

  private final long idleNanos;
  private final long since;
  private final Map<Subscription, Map<String, Seen>> seen = new HashMap<>();
  private final Map<Subscription, Long> used = new HashMap<>();

  LiveConsumers(long idleNanos, long nowNanos) {
    this.idleNanos = idleNanos;
    this.since = nowNanos;
  }

  /** The consumers of a subscription, the asking one among them. */
  List<LiveConsumer> asks(
      Subscription subscription, Backlog backlog, String consumer, int capacity, long nanos) {
    Map<String, Seen> known = seen.computeIfAbsent(subscription, s -> new LinkedHashMap<>());
    known.put(consumer, new Seen(nanos, capacity, true, false));
    if (known.size() > PER_SUBSCRIPTION_MAX) {
      known.remove(known.keySet().iterator().next());
    }
    used.put(subscription, nanos);
    List<LiveConsumer> live = new ArrayList<>(known.size());
    known.forEach(
        (id, s) ->
            live.add(new LiveConsumer(id, backlog.leasesOf(id), s.capacity(), s.waits(nanos))));
    return live;
  }

  /** It got something, so it does not wait. */
  void served(Subscription subscription, String consumer) {
    seen.get(subscription)
        .computeIfPresent(consumer, (id, s) -> new Seen(s.nanos(), s.capacity(), false, false));
  }

  /** It let a deadline pass: unless it asks again it is gone once it holds nothing more. */
  void silent(Subscription subscription, String consumer) {
    Map<String, Seen> known = seen.get(subscription);
    if (known != null) {
      // NB: of an owner that just took over nobody has asked yet.
      known.computeIfPresent(
          consumer, (id, s) -> new Seen(s.nanos(), s.capacity(), s.waiting(), true));
    }
  }

  void left(Subscription subscription, String consumer) {
    Map<String, Seen> known = seen.get(subscription);
    if (known != null) {
      known.remove(consumer);
    }
  }

  void gone(Subscription subscription) {
    seen.remove(subscription);
    used.remove(subscription);
  }

  void used(Subscription subscription, long nanos) {
    used.put(subscription, nanos);
  }

  /** When it was used last, or this owner began. */
  long lastUsed(Subscription subscription) {
    return used.getOrDefault(subscription, since);
  }

  /** Declared capacity by live consumer. */
  Map<String, Integer> capacities(Subscription subscription) {
    Map<String, Integer> capacities = new LinkedHashMap<>();
    seen.getOrDefault(subscription, Map.of()).forEach((id, s) -> capacities.put(id, s.capacity()));
    return capacities;
  }

  /** Forgets those who are gone; subscriptions that lost some, where others may be next. */
  Set<Subscription> prune(long nanos) {
    Set<Subscription> lost = new HashSet<>();
    seen.forEach(
        (subscription, known) -> {
          Backlog backlog = subscription.backlog(0);
          if (known
              .entrySet()
              .removeIf(e -> isGone(e.getValue(), nanos) && backlog.leasesOf(e.getKey()) == 0)) {
            lost.add(subscription);
          }
        });
    seen.values().removeIf(Map::isEmpty);
    return lost;
  }

  private boolean isGone(Seen consumer, long nanos) {
    return nanos - consumer.nanos() > idleNanos || (consumer.silent() && !consumer.waits(nanos));
  }

  /** Consumers by name. */
  Set<String> names() {
    Set<String> names = new HashSet<>();
    seen.values().forEach(known -> names.addAll(known.keySet()));
    return names;
  }
}
