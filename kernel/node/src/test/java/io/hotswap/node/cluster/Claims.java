package io.hotswap.node.cluster;

import io.hotswap.contracts.log.LogException;
import java.util.HashMap;
import java.util.Map;

/** What a store that several nodes share knows of owners: epochs that only grow. */
final class Claims {
  private final Map<Integer, String> holders = new HashMap<>();
  private final Map<Integer, Long> epochs = new HashMap<>();

  synchronized long claim(int shard, String owner, boolean seize) {
    String holder = holders.get(shard);
    if (holder != null && !holder.equals(owner) && !seize) {
      throw new LogException(LogException.Kind.HELD, "shard " + shard + ": held by " + holder);
    }
    holders.put(shard, owner);
    return epochs.merge(shard, 1L, Long::sum);
  }

  synchronized void release(int shard, long epoch) {
    if (epochs.getOrDefault(shard, 0L) == epoch) {
      holders.remove(shard);
    }
  }

  /** The leases of an owner are over. */
  synchronized void expire(String owner) {
    holders.values().removeIf(owner::equals);
  }

  synchronized boolean isCurrent(int shard, long epoch) {
    return epochs.getOrDefault(shard, 0L) == epoch;
  }
}
