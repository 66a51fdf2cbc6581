package io.hotswap.broker.shard;

import io.hotswap.broker.core.state.Partition;
import io.hotswap.broker.core.state.PartitionId;
import io.hotswap.broker.core.state.Subscription;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns when a backlog comes near to what retention takes away, or a queue near to where it refuses
 * messages: once, and anew when it had been out of danger. On the shard's context.
 */
final class RetentionWatch {
  private static final Logger LOG = LoggerFactory.getLogger(RetentionWatch.class);

  /** The part of a bound at which it warns. */
  static final double NEAR = 0.8;

  private record Warned(PartitionId partition, int subscription) {}

  private final int shard;
  private final Runnable count;
  private final Set<Warned> warned = new HashSet<>();

  /**
   * @param count called once for each warning
   */
  RetentionWatch(int shard, Runnable count) {
    this.shard = shard;
    this.count = count;
  }

  /**
   * @param near messages below this offset are among the oldest fifth of what is kept
   */
  void look(Partition partition, long near) {
    for (Subscription s : partition.subscriptions()) {
      if (warns(new Warned(partition.id(), s.number()), s.floor(partition.first()) < near)) {
        LOG.warn(
            "shard {}: the backlog of {} in {} reaches back to {} % of the topic's retention",
            shard, s.group(), partition.topic().name(), Math.round(NEAR * 100));
      }
    }
  }

  void lookAtQueue(Partition partition) {
    boolean near = partition.retainedBytes() >= partition.bytesMax() * NEAR;
    if (warns(new Warned(partition.id(), 0), near)) {
      LOG.warn(
          "shard {}: {} holds {} bytes, it will refuse messages at {}",
          shard,
          partition.topic().name(),
          partition.retainedBytes(),
          partition.bytesMax());
    }
  }

  private boolean warns(Warned key, boolean near) {
    if (!near) {
      warned.remove(key);
      return false;
    }
    boolean first = warned.add(key);
    if (first) {
      count.run();
    }
    return first;
  }

  void forget(Predicate<PartitionId> gone) {
    warned.removeIf(w -> gone.test(w.partition()));
  }
}
