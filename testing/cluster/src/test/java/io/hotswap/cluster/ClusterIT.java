package io.hotswap.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.cluster.fleet.Fleet;
import io.hotswap.cluster.server.StoreServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A few scenarios; the command of README.md runs all of them. */
class ClusterIT {
  private static final Fleet.Size SIZE = new Fleet.Size(3, 8, "384MiB");
  private static final int RATE = 100;

  private static Outcome run(StoreServer.Kind store, Scenario... scenarios) throws Exception {
    Path script = Path.of(System.getProperty("hotswap.distribution"), "hotswap").toAbsolutePath();
    Path work = Files.createDirectories(Path.of("target", "trials")).toAbsolutePath();
    return Trial.run(new Plan(script, work, store, SIZE, RATE, 1), List.of(scenarios));
  }

  @Test
  void aNodeJoinsAndOneIsKilledOverPostgres() throws Exception {
    Outcome outcome = run(StoreServer.Kind.POSTGRES, Scenario.JOIN, Scenario.KILL);
    assertThat(outcome.isFine()).as("%s", outcome.text()).isTrue();
  }

  @Test
  void theStoreIsKilledAndANodeLeavesOverRedis() throws Exception {
    Outcome outcome = run(StoreServer.Kind.REDIS, Scenario.STORE_KILL, Scenario.LEAVE);
    assertThat(outcome.isFine()).as("%s", outcome.text()).isTrue();
  }
}
