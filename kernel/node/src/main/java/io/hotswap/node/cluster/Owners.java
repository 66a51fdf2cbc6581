package io.hotswap.node.cluster;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Who owns which shard, as heard: the higher epoch is right. Pure. */
final class Owners {
  /**
   * An owner.
   *
   * @param epoch under which it owns the shard; the highest heard of if nobody does
   * @param node null for nobody
   */
  record Owner(String node, long epoch) {}

  private static final Owner NOBODY = new Owner(null, 0);

  private final Owner[] owners;

  Owners(int shards) {
    owners = new Owner[shards];
    Arrays.fill(owners, NOBODY);
  }

  int shards() {
    return owners.length;
  }

  Owner of(int shard) {
    return owners[shard];
  }

  boolean isOwner(int shard, String node) {
    return node.equals(owners[shard].node);
  }

  /** What a node says that it owns; shards whose owner is another now. */
  Set<Integer> heard(String node, Map<Integer, Long> epochs) {
    Set<Integer> changed = new TreeSet<>();
    for (int shard = 0; shard < owners.length; shard++) {
      Long epoch = epochs.get(shard);
      Owner now = owners[shard];
      if (epoch != null && (epoch > now.epoch || (epoch == now.epoch && now.node == null))) {
        owners[shard] = new Owner(node, epoch);
      } else if (epoch == null && node.equals(now.node)) {
        owners[shard] = new Owner(null, now.epoch);
      }
      if (!now.equals(owners[shard])) {
        changed.add(shard);
      }
    }
    return changed;
  }

  /** It owns nothing any more. */
  Set<Integer> gone(String node) {
    return heard(node, Map.of());
  }

  /** This node's own claim. */
  void took(int shard, String node, long epoch) {
    Owner now = owners[shard];
    if (epoch > now.epoch || (epoch == now.epoch && now.node == null)) {
      owners[shard] = new Owner(node, epoch);
    }
  }

  /** Nobody owns it for now. */
  void lost(int shard) {
    owners[shard] = new Owner(null, owners[shard].epoch);
  }

  /** How many shards nobody owns. */
  int ownerless() {
    int count = 0;
    for (Owner owner : owners) {
      count += owner.node == null ? 1 : 0;
    }
    return count;
  }

  boolean ownsAny(String node) {
    for (Owner owner : owners) {
      if (node.equals(owner.node)) {
        return true;
      }
    }
    return false;
  }

  /** Shards by owner. */
  Map<String, Integer> counts() {
    Map<String, Integer> counts = new HashMap<>();
    for (Owner owner : owners) {
      if (owner.node != null) {
        counts.merge(owner.node, 1, Integer::sum);
      }
    }
    return counts;
  }
}
