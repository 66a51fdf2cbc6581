package io.hotswap.broker.shard;

import java.util.Set;

/**
 * What other threads see of a shard, renewed by its ticks.
 *
 * @param wrong what is wrong with it, or null
 */
record ShardView(
    Shard.Role role, long epoch, long lag, long backlog, Set<String> consumers, String wrong) {
  static final ShardView CLOSED = new ShardView(Shard.Role.CLOSED, 0, 0, 0, Set.of(), null);
}
