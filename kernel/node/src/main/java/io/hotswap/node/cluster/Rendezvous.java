package io.hotswap.node.cluster;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Which node should own which shard, as every node works it out for itself from the same list of
 * nodes: rendezvous hashing, also called highest random weight (Thaler and Ravishankar, "Using
 * name-based mappings to increase hit rates", IEEE/ACM Transactions on Networking 6(1), 1998).
 *
 * <p>Each pair of shard and node has a weight that nobody chose. A shard belongs to the node with
 * the greatest one, so a node that joins takes shards and gives none, and a node that leaves
 * changes the place of its own shards only. That is the fewest moves there can be, but it is
 * uneven: 64 shards on 3 nodes are often 15 to 28 each. {@link #proposal} therefore adds a bound,
 * and pays for it with a few more moves.
 *
 * <p>The order in which nodes are named never matters, and a name given twice counts once. Weights
 * are part of what nodes of different versions must agree on: they never change. Until they agree
 * on who lives, two nodes may want the same shard; the epoch in the store decides between them.
 */
public final class Rendezvous {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private Rendezvous() {}

  /** The node with the greatest weight. */
  public static String ownerOf(int shard, Collection<String> nodes) {
    return nodes.stream()
        .max(byWeight(shard))
        .orElseThrow(() -> new NoSuchElementException("nodes: none (expected: one or more)"));
  }

  /** All nodes, the one with the greatest weight first. */
  public static List<String> ranked(int shard, Collection<String> nodes) {
    return nodes.stream().distinct().sorted(byWeight(shard).reversed()).toList();
  }

  /**
   * The node of each shard, where none has more than {@link #shardsMax}. Shards and nodes both
   * prefer the greater weight, and the answer is the one in which no shard and node would rather
   * have each other ({@link BoundedMatch}).
   */
  public static List<String> proposal(int shards, Collection<String> nodes) {
    int count = (int) nodes.stream().distinct().count();
    return proposal(shards, nodes, shardsMax(shards, Math.max(1, count)));
  }

  /**
   * The same with another bound; one of {@code shards} gives each shard to {@link #ownerOf}.
   *
   * @param bound of shards on a node; all nodes together must have room for all shards
   */
  public static List<String> proposal(int shards, Collection<String> nodes, int bound) {
    List<String> names = nodes.stream().distinct().sorted().toList();
    if (names.isEmpty()) {
      throw new NoSuchElementException("nodes: none (expected: one or more)");
    }
    if (shards < 0 || (long) bound * names.size() < shards) {
      throw new IllegalArgumentException(
          String.format(
              "shards: %d on %d nodes of at most %d (expected: 0..%d)",
              shards, names.size(), bound, (long) bound * names.size()));
    }
    long[] seeds = names.stream().mapToLong(Rendezvous::seed).toArray();
    int[] owners = new BoundedMatch(seeds, bound).owners(shards);
    return Arrays.stream(owners).mapToObj(names::get).toList();
  }

  /** A quarter more than an even share, rounded up: as many as {@link #proposal} gives a node. */
  public static int shardsMax(int shards, int nodes) {
    return Math.toIntExact((5L * shards + 4L * nodes - 1) / (4L * nodes));
  }

  /**
   * The weight of a pair, to be compared unsigned. It is the finaliser of SplitMix64 (Steele, Lea
   * and Flood, OOPSLA 2014) over the seed of the node plus (shard + 1) times the golden ratio; the
   * seed is the same finaliser over the 64-bit FNV-1a of the id in UTF-8.
   */
  public static long weight(int shard, String node) {
    return weight(shard, seed(node));
  }

  static long weight(int shard, long seed) {
    return mixed(seed + GOLDEN * (shard + 1L));
  }

  private static long seed(String node) {
    long hash = FNV_OFFSET;
    for (byte each : node.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (each & 0xff)) * FNV_PRIME;
    }
    return mixed(hash);
  }

  private static long mixed(long bits) {
    long mixed = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }

  /** Of two equal weights, the id that comes first in the alphabet is the greater. */
  private static Comparator<String> byWeight(int shard) {
    Comparator<String> weights =
        (one, other) -> Long.compareUnsigned(weight(shard, one), weight(shard, other));
    return weights.thenComparing(Comparator.reverseOrder());
  }
}
