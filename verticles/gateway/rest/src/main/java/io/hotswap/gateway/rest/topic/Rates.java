package io.hotswap.gateway.rest.topic;

import io.hotswap.contracts.broker.SubscriptionStats;
import io.hotswap.contracts.broker.TopicStats;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Rates of topics between two times somebody asked for their figures. Thread-safe; remembers the
 * topics asked for last, so it is lost at a swap and starts again.
 */
final class Rates {
  private static final int TOPICS_MAX = 1_000;
  private static final long MILLIS_MIN = 1_000;

  private final Map<String, Samples> byTopic =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Samples> eldest) {
          return size() > TOPICS_MAX;
        }
      };

  /** Messages per second. */
  record Rate(double published, double acked, double overSeconds) {}

  private record Sample(long timeMillis, long published, long acked) {
    Rate until(Sample now) {
      double seconds = Math.max(1, now.timeMillis - timeMillis) / 1000.0;
      return new Rate(
          Math.max(0, now.published - published) / seconds,
          Math.max(0, now.acked - acked) / seconds,
          seconds);
    }
  }

  /** The sample that rates are told from now, and the next one, still too young for it. */
  private record Samples(Sample base, Sample last) {}

  /** The rate since it was last asked for at least a second ago, else since the beginning. */
  synchronized Rate of(TopicStats stats, long createdAtMillis, long nowMillis) {
    long acked = stats.subscriptions().stream().mapToLong(SubscriptionStats::acked).sum();
    Sample now = new Sample(nowMillis, stats.published(), acked);
    Sample created = new Sample(createdAtMillis, 0, 0);
    Samples seen = byTopic.getOrDefault(stats.topicName(), new Samples(created, created));
    boolean settled = nowMillis - seen.last.timeMillis >= MILLIS_MIN;
    Sample base = settled ? seen.last : seen.base;
    byTopic.put(stats.topicName(), settled ? new Samples(base, now) : seen);
    return base.until(now);
  }
}
