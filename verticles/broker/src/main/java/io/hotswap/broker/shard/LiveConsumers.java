package io.hotswap.broker.shard;

import io.hotswap.broker.core.state.Subscription;
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

  private final long idleNanos;
  private final Map<Subscription, Map<String, Long>> seen = new HashMap<>();

  LiveConsumers(long idleNanos) {
    this.idleNanos = idleNanos;
  }

  /** The consumers of a subscription, the asking one among them. */
  List<String> seen(Subscription subscription, String consumer, long nanos) {
    Map<String, Long> known = seen.computeIfAbsent(subscription, s -> new LinkedHashMap<>());
    known.put(consumer, nanos);
    if (known.size() > PER_SUBSCRIPTION_MAX) {
      known.remove(known.keySet().iterator().next());
    }
    return new ArrayList<>(known.keySet());
  }

  /** Forgets the idle ones and names the others. */
  Set<String> prune(long nanos) {
    Set<String> live = new HashSet<>();
    seen.forEach(
        (subscription, known) -> {
          known
              .entrySet()
              .removeIf(
                  e -> nanos - e.getValue() > idleNanos && subscription.leasesOf(e.getKey()) == 0);
          live.addAll(known.keySet());
        });
    seen.values().removeIf(Map::isEmpty);
    return live;
  }
}
