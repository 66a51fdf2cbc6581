package io.hotswap.node.rollout.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * A growing share of the nodes; of a stateful plugin, a growing share of the shards that they own.
 * A share is rounded up to whole nodes. Before the first node is switched, some of its calls may go
 * to the new version.
 *
 * @param shares percents, rising to 100
 * @param weight percent of the first node's calls, 0 for none
 */
record Canary(List<Integer> shares, int weight, long bakeMillis) implements Strategy {
  @Override
  public List<Stage> stages(List<Place> places) {
    List<Stage> stages = new ArrayList<>();
    if (weight > 0 && !places.isEmpty()) {
      stages.add(Stage.of(Mark.WEIGHED, List.of(places.get(0).node()), weight, bakeMillis));
    }
    int done = 0;
    for (int share : shares) {
      int until = Math.max(done, count(places, share));
      if (until > done) {
        List<String> names = Strategy.names(places.subList(done, until));
        int reached = Strategy.percent(until, places.size());
        stages.add(Stage.of(Mark.SERVING, names, reached, bakeMillis));
        done = until;
      }
    }
    return stages;
  }

  /** How many of the places, from the first, make up a share. */
  private static int count(List<Place> places, int share) {
    long all = places.stream().mapToLong(Place::shards).sum();
    if (share == 100 || all == 0) {
      return (int) ((share * (long) places.size() + 99) / 100);
    }
    long sum = 0;
    int count = 0;
    while (sum * 100 < share * all) {
      sum += places.get(count).shards();
      count++;
    }
    return count;
  }
}
