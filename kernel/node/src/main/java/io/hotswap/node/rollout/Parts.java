package io.hotswap.node.rollout;

import io.hotswap.contracts.admin.RolloutAdmin;
import io.hotswap.contracts.plugin.Descriptor;
import io.hotswap.contracts.plugin.WaitKey;
import io.hotswap.node.cluster.Cluster;
import io.hotswap.node.lifecycle.Residents;
import io.hotswap.node.lifecycle.Surroundings;
import io.hotswap.node.loader.DurableFiles;
import io.hotswap.node.ports.Target;
import io.hotswap.node.swap.Coordinator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What a node has that rollouts are made of.
 *
 * @param directory of the kernel's files
 * @param gatewayErrors 5xx answers of the gateway so far
 */
public record Parts(
    Surroundings around,
    Residents residents,
    Coordinator coordinator,
    Path directory,
    LongSupplier gatewayErrors) {

  /**
   * Reads what is kept and offers rollouts to gateways; blocking. {@link Rollouts#open} comes
   * later.
   */
  public Rollouts open() throws IOException {
    long jarBytesMax = around.config().kernel().jarBytesMax();
    // What a jar left that did not come to its end.
    DurableFiles.delete(directory.resolve("incoming"));
    Jars jars =
        new Jars(
            around.peers(),
            around.strand(),
            around.repository(),
            directory.resolve("incoming"),
            jarBytesMax);
    Rollouts rollouts =
        new Rollouts(
            around.peers(),
            Lane.of(around.strand(), around.clock()),
            new LiveSwaps(around, residents, coordinator, jars, gatewayErrors),
            RolloutLog.open(directory.resolve("rollouts.ndjson"), around.strand()),
            this::barred,
            id -> around.signals().signal(WaitKey.rollout(id), Integer.MAX_VALUE));
    around
        .ports()
        .port(RolloutAdmin.TYPE)
        .flip(new Target(Descriptor.CONTRACTS_VERSION, rollouts, Parts.class.getClassLoader()));
    return rollouts;
  }

  /** What a node sees that is cut off is not what the others see. */
  private Optional<String> barred() {
    return around.cluster().filter(Cluster::cutOff).map(cluster -> "cut off from most others");
  }
}
