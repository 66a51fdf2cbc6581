package io.hotswap.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RendezvousTest {
  private static final int SHARDS = 64;
  private static final List<String> THREE = nodes("node-", 3);

  /** Nodes of all versions must agree: a failure here means that the change is wrong. */
  @Test
  void weightsAreThoseOfAllVersions() {
    assertThat(Rendezvous.weight(0, "node-1")).isEqualTo(0x6fdeab7a6c8e8b8eL);
    assertThat(Rendezvous.weight(0, "node-2")).isEqualTo(0x516328d2916191c8L);
    assertThat(Rendezvous.weight(63, "node-1")).isEqualTo(0x2c685a516cc2d363L);
    assertThat(Rendezvous.weight(9999, "broker-ä")).isEqualTo(0x41e3d4fdc5c2eccdL);
    assertThat(Rendezvous.weight(0, "")).isEqualTo(0xe587d3dff9e92ed0L);
    assertThat(Rendezvous.weight(Integer.MAX_VALUE, "a")).isEqualTo(0xe6a20be69e99ce8bL);
  }

  /** The same, for what is made of the weights: worked out by another program. */
  @Test
  void proposalsAreThoseOfAllVersions() {
    assertThat(Rendezvous.ranked(7, List.of("a", "b", "c", "d", "e")))
        .containsExactly("d", "a", "c", "e", "b");
    assertThat(lastLetters(Rendezvous.proposal(SHARDS, THREE)))
        .isEqualTo("3222312211212311323122323132131213133323123112123123221332213312");
    assertThat(lastLetters(Rendezvous.proposal(SHARDS, List.of("a", "b", "c", "d", "e"))))
        .isEqualTo("eceeeaddbcbbbabaecdbcebcaeababaabeccdadcecaccbcedaacccaabcaeabed");
  }

  @Test
  void theOrderOfNodesAndNamesGivenTwiceDoNotMatter() {
    List<String> nodes = nodes("n", 7);
    List<String> ranked = Rendezvous.ranked(3, nodes);
    List<String> proposal = Rendezvous.proposal(SHARDS, nodes);
    List<String> shuffled = new ArrayList<>(nodes);
    shuffled.add("n4");
    Random random = new Random(6);
    for (int round = 0; round < 20; round++) {
      Collections.shuffle(shuffled, random);
      assertThat(Rendezvous.ranked(3, shuffled)).isEqualTo(ranked);
      assertThat(Rendezvous.ownerOf(3, shuffled)).isEqualTo(ranked.get(0));
      assertThat(Rendezvous.proposal(SHARDS, shuffled)).isEqualTo(proposal);
    }
  }

  @Test
  void plainOwnersMoveOnlyToTheNodeThatJoins() {
    List<String> nodes = nodes("n", 9);
    for (int shard = 0; shard < 1000; shard++) {
      String before = Rendezvous.ownerOf(shard, nodes);
      String after = Rendezvous.ownerOf(shard, with(nodes, "new"));
      assertThat(after).isIn(before, "new");
      List<String> ranked = Rendezvous.ranked(shard, nodes);
      List<String> left = with(nodes, null);
      left.remove(before);
      assertThat(Rendezvous.ownerOf(shard, left)).isEqualTo(ranked.get(1));
    }
  }

  @Test
  void noNodeHasMoreThanTheBound() {
    for (int count : new int[] {1, 2, 3, 5, 10, 63, 64, 100}) {
      for (int set = 0; set < 20; set++) {
        List<String> proposal = Rendezvous.proposal(SHARDS, nodes("s" + set + "-", count));
        int bound = Rendezvous.shardsMax(SHARDS, count);
        assertThat(proposal).hasSize(SHARDS);
        assertThat(counts(proposal).values()).allMatch(shards -> shards <= bound);
      }
    }
  }

  @Test
  void aBoundOfAllShardsIsNone() {
    List<String> nodes = nodes("n", 9);
    List<String> proposal = Rendezvous.proposal(SHARDS, nodes, SHARDS);
    for (int shard = 0; shard < SHARDS; shard++) {
      assertThat(proposal.get(shard)).isEqualTo(Rendezvous.ownerOf(shard, nodes));
    }
    assertThat(counts(Rendezvous.proposal(60, THREE, 20)).values()).containsOnly(20L);
  }

  @Test
  void theBoundIsAQuarterAboveAnEvenShare() {
    assertThat(Rendezvous.shardsMax(64, 3)).isEqualTo(27);
    assertThat(Rendezvous.shardsMax(64, 4)).isEqualTo(20);
    assertThat(Rendezvous.shardsMax(64, 100)).isEqualTo(1);
    assertThat(Rendezvous.shardsMax(0, 3)).isZero();
    assertThat(Rendezvous.shardsMax(Integer.MAX_VALUE, 2)).isEqualTo(1_342_177_280);
  }

  /** With common weights, taking pairs from the greatest weight down finds the one stable match. */
  @Test
  void theProposalIsTheGreedyOne() {
    for (int set = 0; set < 30; set++) {
      List<String> nodes = nodes("g" + set + "-", 2 + set % 12);
      assertThat(Rendezvous.proposal(SHARDS, nodes)).isEqualTo(greedy(SHARDS, nodes));
    }
  }

  /** The names are fixed, so the figures are. An even share of what moves is the least there is. */
  @Test
  void aJoinOrALeaveMovesLittleMoreThanAnEvenShare() {
    for (int count : new int[] {3, 5, 10, 20}) {
      double even = (double) SHARDS / (count + 1);
      BiFunction<Integer, List<String>, List<String>> bounded = Rendezvous::proposal;
      double moved = 0;
      for (int set = 0; set < 50; set++) {
        List<String> nodes = nodes("m" + set + "-", count);
        int moves = moves(bounded.apply(SHARDS, nodes), bounded.apply(SHARDS, with(nodes, "new")));
        moved += moves;
        assertThat(moves).as("%d nodes, set %d", count, set).isLessThan((int) (3 * even) + 2);
      }
      // The other way round it is a leave, and the same moves.
      assertThat(moved / 50).as("%d nodes", count).isBetween(0.8 * even, 1.7 * even);
    }
  }

  @Test
  void refusesWhatHasNoAnswer() {
    assertThatThrownBy(() -> Rendezvous.ownerOf(0, List.of()))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessage("nodes: none (expected: one or more)");
    assertThatThrownBy(() -> Rendezvous.proposal(SHARDS, List.of()))
        .isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(() -> Rendezvous.proposal(-1, THREE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("shards: -1 on 3 nodes of at most 0 (expected: 0..0)");
    assertThatThrownBy(() -> Rendezvous.proposal(SHARDS, THREE, 21))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("shards: 64 on 3 nodes of at most 21 (expected: 0..63)");
    assertThatThrownBy(() -> new BoundedMatch(new long[] {1, 2}, 1).owners(3))
        .isInstanceOf(IllegalStateException.class);
    assertThat(Rendezvous.ranked(0, List.of())).isEmpty();
    assertThat(Rendezvous.proposal(0, THREE)).isEmpty();
  }

  private record Pair(int shard, String node, long weight) {}

  private static List<String> greedy(int shards, List<String> nodes) {
    List<Pair> pairs = new ArrayList<>();
    for (String node : nodes) {
      for (int shard = 0; shard < shards; shard++) {
        pairs.add(new Pair(shard, node, Rendezvous.weight(shard, node)));
      }
    }
    pairs.sort(Comparator.comparing(Pair::weight, Long::compareUnsigned).reversed());
    String[] owners = new String[shards];
    Map<String, Integer> counts = new HashMap<>();
    for (Pair pair : pairs) {
      boolean room =
          counts.getOrDefault(pair.node(), 0) < Rendezvous.shardsMax(shards, nodes.size());
      if (owners[pair.shard()] == null && room) {
        owners[pair.shard()] = pair.node();
        counts.merge(pair.node(), 1, Integer::sum);
      }
    }
    return List.of(owners);
  }

  private static int moves(List<String> before, List<String> after) {
    return (int)
        IntStream.range(0, before.size())
            .filter(shard -> !before.get(shard).equals(after.get(shard)))
            .count();
  }

  private static Map<String, Long> counts(List<String> owners) {
    return owners.stream()
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }

  private static String lastLetters(List<String> owners) {
    return owners.stream().map(id -> id.substring(id.length() - 1)).collect(Collectors.joining());
  }

  private static List<String> with(List<String> nodes, String another) {
    List<String> more = new ArrayList<>(nodes);
    if (another != null) {
      more.add(another);
    }
    return more;
  }

  private static List<String> nodes(String prefix, int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(number -> prefix + number)
        .collect(Collectors.toList());
  }
}
