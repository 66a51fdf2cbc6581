package io.hotswap.node.rollout;

import io.hotswap.contracts.admin.RolloutAdmin;
import io.hotswap.contracts.plugin.Descriptor;
import io.hotswap.contracts.plugin.WaitKey;
import io.hotswap.node.cluster.Peers;
import io.hotswap.node.lifecycle.Residents;
import io.hotswap.node.lifecycle.Surroundings;
import io.hotswap.node.ports.Target;
import io.hotswap.node.swap.Coordinator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What a node has that rollouts are made of.
 *
 * @param directory of the kernel's files
 * @param gatewayErrors 5xx answers of the gateway so far
 * @param barred why this node may not lead just now, as one that is cut off from most others
 */
public record Parts(
    Surroundings around,
    Residents residents,
    Coordinator coordinator,
    Peers peers,
    Path directory,
    LongSupplier gatewayErrors,
    Supplier<Optional<String>> barred) {

  /** Reads what is kept and offers rollouts to gateways; blocking. {@link Rollouts#open} comes later. */
  public Rollouts open() throws IOException {
    long jarBytesMax = around.config().kernel().jarBytesMax();
    Jars jars =
        new Jars(
            peers,
            around.strand(),
            around.repository(),
            directory.resolve("incoming"),
            jarBytesMax);
    Rollouts rollouts =
        new Rollouts(
            peers,
            Lane.of(around.strand(), around.clock()),
            new LiveSwaps(around, residents, coordinator, jars, gatewayErrors),
            RolloutLog.open(directory.resolve("rollouts.ndjson"), around.strand()),
            barred,
            id -> around.signals().signal(WaitKey.rollout(id), Integer.MAX_VALUE));
    around
        .ports()
        .port(RolloutAdmin.TYPE)
        .flip(new Target(Descriptor.CONTRACTS_VERSION, rollouts, Parts.class.getClassLoader()));
    return rollouts;
  }
}
