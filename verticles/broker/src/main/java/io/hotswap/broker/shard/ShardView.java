package io.hotswap.broker.shard;

import java.util.Map;
import java.util.Set;

/**
 * What other threads see of a shard, renewed by its ticks.
 *
 * @param lags of groups that are behind, the first thousand met
 * @param wrong what is wrong with it, or null
 */
record ShardView(
    Shard.Role role,
    long epoch,
    long lag,
    long backlog,
    Map<Lag, Long> lags,
    Set<String> consumers,
    String wrong) {
  static final ShardView CLOSED =
      new ShardView(Shard.Role.CLOSED, 0, 0, 0, Map.of(), Set.of(), null);
}
