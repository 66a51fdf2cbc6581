package io.hotswap.contracts.broker;

import io.hotswap.contracts.broker.TopicSettings.Backoff;
import io.hotswap.contracts.broker.TopicSettings.Balancing;
import io.hotswap.contracts.broker.TopicSettings.DeadLetter;
import io.hotswap.contracts.broker.TopicSettings.Dedup;
import io.hotswap.contracts.broker.TopicSettings.Guarantee;
import io.hotswap.contracts.broker.TopicSettings.OnExpiry;
import io.hotswap.contracts.broker.TopicSettings.OnKeyFailure;
import io.hotswap.contracts.broker.TopicSettings.Ordering;
import io.hotswap.contracts.broker.TopicSettings.Quota;
import io.hotswap.contracts.broker.TopicSettings.Retention;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.broker.TopicSettings.Unroutable;
import io.hotswap.contracts.message.Limits;

/**
 * A topic as the registry has it.
 *
 * @param uid never recurs, also not for the same name
 * @param version counts changes of the settings, from 1
 * @param placement what decides its shards together with the partition; see {@code Hashing.shardOf}
 */
public record TopicView(
    long uid,
    String name,
    int version,
    long placement,
    long createdAtMillis,
    TopicSettings settings) {

  /** Set in the uid of a dead letter topic; the rest is the uid of the topic it belongs to. */
  private static final long DEAD_LETTERS = 1L << 62;

  /** Whether this is the dead letter topic of another one. */
  public boolean holdsDeadLetters() {
    return (uid & DEAD_LETTERS) != 0;
  }

  /** The uid of the topic that this one holds the dead letters of. */
  public long baseUid() {
    return uid & ~DEAD_LETTERS;
  }

  /** Name of the topic that this one's dead letters go to. */
  public String deadLetterName() {
    String queue = settings.deadLetter().queue();
    return queue == null ? name + Limits.RESERVED_SUFFIX : queue;
  }

  /**
   * The topic that this one's dead letters go to. It follows from this one alone, so that any shard
   * can write to it without asking; it has the same partitions on the same shards.
   */
  public TopicView deadLetterTopic() {
    return new TopicView(
        uid | DEAD_LETTERS, deadLetterName(), version, placement, createdAtMillis, entrySettings());
  }

  private TopicSettings entrySettings() {
    return new TopicSettings(
        TopicType.Queue,
        Guarantee.AtLeastOnce,
        TopicSettings.defaultStrategy(TopicType.Queue),
        settings.partitions(),
        settings.replicationFactor(),
        Ordering.None,
        TopicSettings.ACK_DEADLINE_MILLIS_DEFAULT,
        TopicSettings.MAX_DELIVERIES_MAX,
        Backoff.DEFAULT,
        Balancing.RoundRobin,
        Unroutable.Drop,
        OnKeyFailure.DeadLetter,
        settings.deadLetter().ttlMillis(),
        OnExpiry.Drop,
        TopicSettings.PRIORITY_MAX_WAIT_MILLIS_DEFAULT,
        Retention.NONE,
        Dedup.DEFAULT,
        DeadLetter.OFF,
        Quota.NONE);
  }
}
