package io.hotswap.broker.core.state;

import java.util.Comparator;

/** Names a topic partition. */
public record PartitionKey(long topicUid, int partition) implements Comparable<PartitionKey> {
  private static final Comparator<PartitionKey> ORDER =
      Comparator.comparingLong(PartitionKey::topicUid).thenComparingInt(PartitionKey::partition);

  @Override
  public int compareTo(PartitionKey other) {
    return ORDER.compare(this, other);
  }
}
