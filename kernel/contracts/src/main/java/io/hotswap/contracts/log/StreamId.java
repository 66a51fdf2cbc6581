package io.hotswap.contracts.log;

/**
 * Names one append-only stream of a shard: its facts, the messages of one topic partition, or those
 * of its messages that wait for their delivery time.
 *
 * @param shard 0..shards-1
 * @param topicUid 0 for the facts of the shard, else the topic's uid, which never recurs
 * @param partition 0..255, for messages that wait for their delivery time with {@link #SCHEDULED}
 */
public record StreamId(int shard, long topicUid, int partition) {
  /** Set in the partition of a stream of messages that wait for their delivery time. */
  public static final int SCHEDULED = 1 << 15;

  public StreamId {
    if (shard < 0 || topicUid < 0 || partition < 0) {
      throw new IllegalArgumentException(
          "stream: " + shard + "/" + topicUid + "/" + partition + " (expected: nothing below 0)");
    }
  }

  public static StreamId facts(int shard) {
    return new StreamId(shard, 0, 0);
  }

  public static StreamId messages(int shard, long topicUid, int partition) {
    if (topicUid == 0) {
      throw new IllegalArgumentException("topicUid: 0 (expected: > 0; 0 names a facts stream)");
    }
    return new StreamId(shard, topicUid, partition);
  }

  public static StreamId scheduled(int shard, long topicUid, int partition) {
    return messages(shard, topicUid, partition | SCHEDULED);
  }

  public boolean isFacts() {
    return topicUid == 0;
  }
}
