package io.hotswap.bench;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** The node of each shard, and how evenly it came out. */
record Placement(List<String> owners, Collection<String> nodes) {

  /** Of what a node has, as parts of an even share. */
  record Shares(double least, double most, double deviation) {}

  Shares shares() {
    Map<String, Integer> counts = new HashMap<>();
    nodes.forEach(node -> counts.put(node, 0));
    owners.forEach(owner -> counts.merge(owner, 1, Integer::sum));
    double even = (double) owners.size() / nodes.size();
    double squares =
        counts.values().stream().mapToDouble(count -> Math.pow(count / even - 1, 2)).sum();
    int least = counts.values().stream().mapToInt(Integer::intValue).min().orElseThrow();
    int most = counts.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
    return new Shares(least / even, most / even, Math.sqrt(squares / nodes.size()));
  }

  /** Shards that are on another node in the other one. */
  int moves(Placement other) {
    return (int)
        IntStream.range(0, owners.size())
            .filter(shard -> !owners.get(shard).equals(other.owners.get(shard)))
            .count();
  }

  /** Shards of nodes that the other one does not have: those that must move. */
  int lost(Placement other) {
    Set<String> stayed = new HashSet<>(other.nodes);
    return (int) owners.stream().filter(owner -> !stayed.contains(owner)).count();
  }
}
