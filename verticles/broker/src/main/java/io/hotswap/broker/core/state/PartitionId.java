package io.hotswap.broker.core.state;

import java.util.Comparator;

/** A topic partition; ordered as in snapshots. */
public record PartitionId(long topicUid, int partition) implements Comparable<PartitionId> {
  private static final Comparator<PartitionId> ORDER =
      Comparator.comparingLong(PartitionId::topicUid).thenComparingInt(PartitionId::partition);

  @Override
  public int compareTo(PartitionId other) {
    return ORDER.compare(this, other);
  }
}
