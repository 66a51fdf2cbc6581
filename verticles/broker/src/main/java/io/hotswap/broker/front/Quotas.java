package io.hotswap.broker.front;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.hotswap.contracts.broker.TopicSettings.Quota;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.log.Records;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What may be published to each topic on this node. A second's worth may come at once; a batch that
 * is larger than that passes when nothing else has lately, and is paid back before the next one, so
 * that no batch is refused for ever and the rate holds.
 */
final class Quotas {
  /** From here on there is nothing to bound: the bucket knows no finer time than a nanosecond. */
  private static final long RATE_MAX = 1_000_000_000;

  private final TimeMeter time;

  /** By topic uid; the one not used longest goes: it is full again, or nearly. */
  private final Map<Long, Use> uses;

  Quotas(int max, LongSupplier nanos) {
    this.time = new Nanos(nanos);
    this.uses =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Long, Use> eldest) {
            return size() > max;
          }
        };
  }

  private record Nanos(LongSupplier nanos) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return nanos.getAsLong();
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }

  /** Buckets of a topic; null where there is no bound. */
  private record Use(Quota quota, Bucket messages, Bucket bytes) {}

  /**
   * Takes what the batch needs, or nothing.
   *
   * @throws Problem {@code TooManyRequests} with the seconds after which it will pass
   */
  void take(TopicView topic, Records batch) {
    Quota quota = topic.settings().quota();
    if (quota.equals(Quota.NONE)) {
      return;
    }
    synchronized (uses) {
      Use use = use(topic);
      require(topic, "messagesPerSecond", quota.messagesPerSecond(), use.messages, batch.count());
      require(topic, "bytesPerSecond", quota.bytesPerSecond(), use.bytes, batch.size());
      add(use, -batch.count(), -batch.size());
    }
  }

  /** The batch was refused by somebody else. */
  void giveBack(TopicView topic, Records batch) {
    if (topic.settings().quota().equals(Quota.NONE)) {
      return;
    }
    synchronized (uses) {
      add(use(topic), batch.count(), batch.size());
    }
  }

  /** A changed quota begins anew. */
  private Use use(TopicView topic) {
    Quota quota = topic.settings().quota();
    Use use = uses.get(topic.uid());
    if (use == null || !use.quota.equals(quota)) {
      use = new Use(quota, bucket(quota.messagesPerSecond()), bucket(quota.bytesPerSecond()));
      uses.put(topic.uid(), use);
    }
    return use;
  }

  private Bucket bucket(long rate) {
    return rate == 0 || rate >= RATE_MAX
        ? null
        : Bucket.builder()
            .addLimit(limit -> limit.capacity(rate).refillGreedy(rate, Duration.ofSeconds(1)))
            .withCustomTimePrecision(time)
            .build();
  }

  private static void require(TopicView topic, String name, long rate, Bucket bucket, long tokens) {
    long wait =
        bucket == null
            ? 0
            : bucket.estimateAbilityToConsume(Math.min(rate, tokens)).getNanosToWaitForRefill();
    if (wait > 0) {
      long second = TimeUnit.SECONDS.toNanos(1);
      long seconds = Math.min(Integer.MAX_VALUE, (wait + second - 1) / second);
      throw Problem.retryLater(
          ErrorCode.TooManyRequests,
          name + ": used up in topic " + topic.name() + " (expected: <= " + rate + ")",
          (int) seconds);
    }
  }

  private static void add(Use use, long messages, long bytes) {
    add(use.messages, messages);
    add(use.bytes, bytes);
  }

  private static void add(Bucket bucket, long tokens) {
    if (bucket != null && tokens > 0) {
      bucket.addTokens(tokens);
    } else if (bucket != null && tokens < 0) {
      bucket.consumeIgnoringRateLimits(-tokens);
    }
  }
}
