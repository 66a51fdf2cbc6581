package io.hotswap.contracts.log;

/**
 * Names one append-only stream of a shard: its facts, or the messages of one topic partition.
 *
 * @param shard 0..shards-1
 * @param topicUid 0 for the facts of the shard, else the topic's uid, which never recurs
 * @param partition 0..255
 */
public record StreamId(int shard, long topicUid, int partition) {
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

  public boolean isFacts() {
    return topicUid == 0;
  }
}
