package io.hotswap.node.cluster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Shards on nodes by weight, with a bound on each node. The bound is that of "Consistent hashing
 * with bounded loads" (Mirrokni, Thorup and Zadimoghaddam, SODA 2018); who has to give way is
 * settled as in "College admissions" (Gale and Shapley, 1962): each shard asks its nodes from the
 * greatest weight down, and a full node keeps the shards of the greatest weights. As both sides go
 * by the same weights there is one stable answer, and it does not depend on who asks first.
 *
 * <p>A walk in the order of the shards would do as well for the bound. But then the shards with
 * high numbers would be those that give way, each time, and a change at a low number would push all
 * after it; this way those that have the least to lose do.
 */
final class BoundedMatch {
  private final long[] seeds;
  private final int bound;
  private final List<PriorityQueue<Offer>> held = new ArrayList<>();
  private final Deque<Offer> asking = new ArrayDeque<>();

  private record Offer(int shard, int node, long weight) {
    /** Whether the shard asks this node after the other one. */
    boolean isAfter(long otherWeight, int otherNode) {
      int order = Long.compareUnsigned(weight, otherWeight);
      return order < 0 || (order == 0 && node > otherNode);
    }
  }

  /** The one that a full node lets go comes first. */
  private static final Comparator<Offer> WEAKEST =
      Comparator.comparing(Offer::weight, Long::compareUnsigned)
          .thenComparing(Offer::shard, Comparator.reverseOrder());

  /**
   * @param seeds of the nodes, in the order of their ids
   * @param bound of shards on a node; all together must have room for all shards
   */
  BoundedMatch(long[] seeds, int bound) {
    this.seeds = seeds;
    this.bound = bound;
  }

  /** The index of the node of each shard. */
  int[] owners(int shards) {
    Arrays.stream(seeds).forEach(seed -> held.add(new PriorityQueue<>(WEAKEST)));
    for (int shard = 0; shard < shards; shard++) {
      asking.add(next(shard, null));
    }
    while (!asking.isEmpty()) {
      ask(asking.remove());
    }
    int[] owners = new int[shards];
    held.forEach(offers -> offers.forEach(offer -> owners[offer.shard()] = offer.node()));
    return owners;
  }

  private void ask(Offer offer) {
    PriorityQueue<Offer> holding = held.get(offer.node());
    holding.add(offer);
    if (holding.size() > bound) {
      Offer weakest = holding.remove();
      asking.add(next(weakest.shard(), weakest));
    }
  }

  /** The offer to the node of the greatest weight, among those after the last one asked. */
  private Offer next(int shard, Offer last) {
    Offer best = null;
    for (int node = 0; node < seeds.length; node++) {
      Offer offer = new Offer(shard, node, Rendezvous.weight(shard, seeds[node]));
      boolean open = last == null || offer.isAfter(last.weight(), last.node());
      if (open && (best == null || best.isAfter(offer.weight(), node))) {
        best = offer;
      }
    }
    if (best == null) {
      throw new IllegalStateException("bound: " + bound + " (expected: room for all shards)");
    }
    return best;
  }
}
