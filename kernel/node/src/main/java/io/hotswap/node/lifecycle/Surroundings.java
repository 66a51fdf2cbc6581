package io.hotswap.node.lifecycle;

import io.hotswap.contracts.plugin.Signals;
import io.hotswap.node.cluster.Cluster;
import io.hotswap.node.cluster.Peers;
import io.hotswap.node.config.NodeConfig;
import io.hotswap.node.loader.LeakSentinel;
import io.hotswap.node.loader.Repository;
import io.hotswap.node.ports.PortTable;
import io.hotswap.node.strand.Strand;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What the kernel has that running versions are made of; one for each node.
 *
 * @param peers the other nodes; none if it is alone
 * @param cluster empty for a node that has its store for itself
 */
public record Surroundings(
    NodeConfig config,
    Vertx vertx,
    Strand strand,
    EventLoops loops,
    PortTable ports,
    Signals signals,
    Peers peers,
    Optional<Cluster> cluster,
    MeterRegistry meters,
    Clock clock,
    RandomGenerator random,
    Repository repository,
    LeakSentinel sentinel,
    Watchdog watchdog,
    ClassLoader kernel) {}
