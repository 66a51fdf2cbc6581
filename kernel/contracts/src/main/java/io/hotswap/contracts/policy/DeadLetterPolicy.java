package io.hotswap.contracts.policy;

import io.hotswap.contracts.broker.DeadLetters;
import io.hotswap.contracts.broker.DeadReason;
import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.plugin.PortType;

/**
 * What becomes of messages that failed for good. Pure and stateless; called on a shard's thread.
 */
public interface DeadLetterPolicy {
  PortType<DeadLetterPolicy> TYPE = PortType.call("dead-letter", DeadLetterPolicy.class);

  /** Whether an entry is kept; if not, the message is counted and gone. */
  boolean keeps(TopicSettings settings, DeadReason reason);

  /**
   * The metadata stored with an entry: a JSON object with {@code topicName, messageId, partition,
   * offset, consumerGroup, reason, lastError, attempts, publishedAt, firstFailedAt, failedAt,
   * replays}, at most 8 KiB; only {@code messageId, consumerGroup, reason, failedAt, replays} when
   * the topic does not include metadata.
   */
  String metadata(Failed failed);

  /**
   * A message that failed for good.
   *
   * @param group it failed in, null when unroutable
   * @param lastError as the last nack said, or null
   * @param firstFailedMillis 0 if it never was delivered
   * @param replays how often it came back from being a dead letter
   */
  record Failed(
      String topicName,
      TopicSettings settings,
      String messageId,
      int partition,
      long offset,
      String group,
      DeadReason reason,
      String lastError,
      int attempts,
      long publishedMillis,
      long firstFailedMillis,
      long failedMillis,
      int replays) {}

  /** Whether an entry with this metadata is one that the query asks for; ids are the caller's. */
  boolean selects(DeadLetters.Query query, String metadata);

  /** The group that an entry goes back to, or null for all of them. */
  String groupOf(String metadata);
}
