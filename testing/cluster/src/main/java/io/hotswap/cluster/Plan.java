package io.hotswap.cluster;

import io.hotswap.cluster.fleet.Fleet;
import io.hotswap.cluster.server.StoreServer;
import java.nio.file.Path;

/**
 * What trials have in common.
 *
 * @param script of the built distribution, as a user starts it
 * @param work where data and histories go; those of a trial without findings are removed
 * @param rate messages per second over all workloads
 */
public record Plan(
    Path script, Path work, StoreServer.Kind store, Fleet.Size size, int rate, long seed) {
  private static final int NODES_MAX = 50;
  private static final int SHARDS_MAX = 4096;
  private static final int RATE_MAX = 100_000;

  public Plan {
    check("nodes", size.nodes(), 2, NODES_MAX);
    check("shards", size.shards(), 1, SHARDS_MAX);
    check("rate", rate, 1, RATE_MAX);
  }

  private static void check(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "%s: %d (expected: %d..%d)".formatted(name, value, min, max));
    }
  }
}
