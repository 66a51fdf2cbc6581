package io.hotswap.node;

import io.hotswap.contracts.admin.NodeAdmin;
import io.hotswap.contracts.admin.NodeView;
import io.hotswap.contracts.edge.Gateway;
import io.hotswap.contracts.log.LogStore;
import io.hotswap.contracts.plugin.Descriptor;
import io.hotswap.contracts.plugin.Shards;
import io.hotswap.node.auth.Authenticator;
import io.hotswap.node.config.EdgeSettings;
import io.hotswap.node.config.KernelSettings;
import io.hotswap.node.config.NodeConfig;
import io.hotswap.node.config.Profile;
import io.hotswap.node.edge.Edge;
import io.hotswap.node.edge.Parking;
import io.hotswap.node.lifecycle.EventLoops;
import io.hotswap.node.lifecycle.LifecycleState;
import io.hotswap.node.lifecycle.PluginInstance;
import io.hotswap.node.lifecycle.Residents;
import io.hotswap.node.lifecycle.Surroundings;
import io.hotswap.node.lifecycle.Watchdog;
import io.hotswap.node.loader.LeakSentinel;
import io.hotswap.node.loader.Repository;
import io.hotswap.node.loader.SignatureCheck;
import io.hotswap.node.ports.PortTable;
import io.hotswap.node.ports.Target;
import io.hotswap.node.strand.Strand;
import io.hotswap.node.swap.Coordinator;
import io.hotswap.node.swap.KernelAdmin;
import io.hotswap.node.swap.SwapLog;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxBootstrap;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running node: its parts, how they are put together, and how they end. */
public final class Node {
  private static final Logger log = LoggerFactory.getLogger(Node.class);
  private static final String KERNEL_VERSION = Descriptor.CONTRACTS_VERSION;
  private static final Duration COLLECT_MAX = Duration.ofSeconds(2);

  private final DataDirectory directory;
  private final Surroundings around;
  private final PrometheusMeterRegistry meters;
  private final Residents residents = new Residents();
  private final NodeFigures figures;
  private Coordinator coordinator;
  private volatile Edge edge;
  private volatile boolean stopping;

  private Node(DataDirectory directory, Surroundings around, PrometheusMeterRegistry meters) {
    this.directory = directory;
    this.around = around;
    this.meters = meters;
    this.figures = new NodeFigures(this);
  }
}
