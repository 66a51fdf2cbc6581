package io.hotswap.simulation.world;

import java.util.Map;
import java.util.TreeMap;

/** How often what happened: a simulation in which something never happens proves nothing of it. */
public final class Tally {
  private final Map<String, Long> counts = new TreeMap<>();

  public void count(String what) {
    counts.merge(what, 1L, Long::sum);
  }

  public void add(Tally other) {
    other.counts.forEach((what, n) -> counts.merge(what, n, Long::sum));
  }

  public Map<String, Long> counts() {
    return Map.copyOf(counts);
  }

  @Override
  public String toString() {
    return counts.toString();
  }
}
