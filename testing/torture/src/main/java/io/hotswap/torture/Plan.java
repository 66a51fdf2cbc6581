package io.hotswap.torture;

import io.hotswap.torture.fault.Kind;
import java.nio.file.Path;
import java.util.List;

/**
 * What a torture does.
 *
 * @param script of the built distribution, as a user starts it
 * @param work where data and histories go; those of an episode without findings are removed
 * @param rounds faults in all
 * @param perEpisode faults of one data directory, before it is drained and judged
 * @param kinds faults that the seed chooses among
 * @param rate messages per second over all workloads
 */
public record Plan(
    Path script, Path work, int rounds, int perEpisode, long seed, List<Kind> kinds, int rate) {
  private static final int ROUNDS_MAX = 1_000_000;
  private static final int PER_EPISODE_MAX = 100;
  private static final int RATE_MAX = 100_000;

  public Plan {
    kinds = List.copyOf(kinds);
    check("rounds", rounds, ROUNDS_MAX);
    check("rounds-per-episode", perEpisode, PER_EPISODE_MAX);
    check("rate", rate, RATE_MAX);
    if (kinds.isEmpty()) {
      throw new IllegalArgumentException("only: none (expected: of " + Kind.names() + ")");
    }
  }

  private static void check(String name, int value, int max) {
    if (value < 1 || value > max) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: 1.." + max + ")");
    }
  }
}
