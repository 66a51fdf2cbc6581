package io.hotswap.broker.shard;

import io.hotswap.broker.core.state.Partition;
import io.hotswap.broker.core.state.ShardState;
import io.hotswap.broker.core.state.Subscription;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What other threads see of a shard, renewed by its ticks.
 *
 * @param owned the epoch under which this version owns it, reopening included, else 0
 * @param lags of groups that are behind, the first thousand met
 * @param wrong what is wrong with it, or null
 */
record ShardView(
    Shard.Role role,
    long owned,
    long epoch,
    long lag,
    long backlog,
    Map<Lag, Long> lags,
    Set<String> consumers,
    String wrong) {
  static final ShardView CLOSED =
      new ShardView(Shard.Role.CLOSED, 0, 0, 0, 0, Map.of(), Set.of(), null);

  /**
   * What there is to see of a state.
   *
   * @param state null while there is none
   * @param end where the shard's facts ended lately
   */
  static ShardView of(
      Shard.Role role,
      long owned,
      ShardState state,
      long end,
      Set<String> consumers,
      String wrong) {
    boolean owner = role == Shard.Role.OWNER;
    Depths depths = owner ? Depths.of(state) : Depths.NONE;
    return new ShardView(
        role,
        owned,
        state == null ? 0 : state.epoch(),
        owner || state == null ? 0 : Math.max(0, end - state.position()),
        depths.backlog(),
        depths.lags(),
        owner ? consumers : Set.of(),
        wrong);
  }

  static int leases(ShardState state) {
    int leases = 0;
    for (Partition partition : state.partitions()) {
      for (Subscription s : partition.subscriptions()) {
        leases += s.isIdle() ? 0 : s.backlog(partition.first()).leaseCount();
      }
    }
    return leases;
  }

  /**
   * Messages not settled.
   *
   * @param lags by group, of the first that are behind
   */
  record Depths(long backlog, Map<Lag, Long> lags) {
    private static final int LAGS_MAX = 1000;

    static final Depths NONE = new Depths(0, Map.of());

    static Depths of(ShardState state) {
      long backlog = 0;
      Map<Lag, Long> lags = new HashMap<>();
      for (Partition partition : state.partitions()) {
        for (Subscription s : partition.subscriptions()) {
          long depth = s.depth(partition.first(), partition.end());
          backlog += depth;
          if (depth > 0 && lags.size() < LAGS_MAX) {
            lags.merge(new Lag(partition.topic().name(), s.group()), depth, Long::sum);
          }
        }
      }
      return new Depths(backlog, lags);
    }
  }
}
