package io.hotswap.node;

import io.hotswap.node.cluster.Cluster;
import io.hotswap.node.cluster.Discovery;
import io.hotswap.node.cluster.LonePeers;
import io.hotswap.node.config.KernelSettings;
import io.hotswap.node.config.NodeConfig;
import io.hotswap.node.config.Profile;
import io.hotswap.node.exchange.Parking;
import io.hotswap.node.lifecycle.EventLoops;
import io.hotswap.node.lifecycle.Surroundings;
import io.hotswap.node.lifecycle.Watchdog;
import io.hotswap.node.loader.InstalledVersion;
import io.hotswap.node.loader.LeakSentinel;
import io.hotswap.node.loader.Repository;
import io.hotswap.node.loader.SignatureCheck;
import io.hotswap.node.ports.PortTable;
import io.hotswap.node.strand.Strand;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxBootstrap;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/** Makes what all parts of a node stand on. Blocking. */
final class Kernel {
  /** How long the sentinel waits for a collection before it refuses a swap. */
  private static final Duration COLLECT_MAX = Duration.ofSeconds(2);

  private static final Duration JOIN_MAX = Duration.ofSeconds(60);

  /** Threads for what blocks: files, class loading, and what plugins give them. */
  private static final int WORKERS = 8;

  private Kernel() {}

  static Surroundings open(
      NodeConfig config, Path bundledPlugins, Clock clock, Parking parking, MeterRegistry meters)
      throws IOException {
    KernelSettings settings = config.kernel();
    SignatureCheck signatures =
        SignatureCheck.of(settings.trustStore(), config.profile() == Profile.production);
    Repository repository =
        Repository.open(
            config.dataDirectory().resolve("plugins"), settings.jarBytesMax(), signatures, clock);
    repository.installBundled(bundledPlugins);
    config.refuseUnknownSections(repository.ids());
    int loops = eventLoops(config, repository);
    Optional<Discovery> discovery =
        config.cluster().enabled() ? Optional.of(Discovery.of(config)) : Optional.empty();
    Vertx vertx = vertx(config, loops, discovery);
    Strand strand = Strand.of(vertx);
    PortTable ports =
        new PortTable(
            strand,
            meters,
            System::nanoTime,
            settings.portQueueMax(),
            settings.portHoldMax(),
            new PortTable.Budget(settings.callBudget().toNanos(), settings.callOverrunsMax()));
    Optional<Cluster> cluster =
        discovery.map(found -> new Cluster(vertx, strand, config, clock, ports, parking, found));
    return new Surroundings(
        config,
        vertx,
        strand,
        new EventLoops(vertx, strand, loops),
        ports,
        cluster.map(Cluster::signals).orElse(parking),
        cluster.map(Cluster::peers).orElseGet(() -> new LonePeers(config.nodeId())),
        cluster,
        meters,
        clock,
        random(),
        repository,
        new LeakSentinel(meters, System::gc, COLLECT_MAX),
        new Watchdog(System::nanoTime, settings.watchdogInterval(), settings.watchdogStall()),
        Kernel.class.getClassLoader());
  }

  private static Vertx vertx(NodeConfig config, int loops, Optional<Discovery> discovery)
      throws IOException {
    VertxOptions options =
        new VertxOptions().setEventLoopPoolSize(loops).setWorkerPoolSize(WORKERS);
    VertxBootstrap bootstrap = VertxBootstrap.create().threadFactory(new KernelThreads());
    if (discovery.isEmpty()) {
      return bootstrap.options(options).init().vertx();
    }
    try {
      return bootstrap
          .options(options.setEventBusOptions(Discovery.bus(config)))
          .clusterManager(discovery.get().manager())
          .init()
          .clusteredVertx()
          .toCompletionStage()
          .toCompletableFuture()
          .get(JOIN_MAX.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException failed) {
      throw new IOException(
          "cluster: not joined at %s:%d: %s"
              .formatted(config.address(), config.cluster().port(), failed.getMessage()),
          failed);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IOException("cluster: interrupted while joining", stop);
    }
  }

  /** Enough that the strand, the doors and two versions of every plugin never share one. */
  private static int eventLoops(NodeConfig config, Repository repository) {
    int sum = (config.cluster().enabled() ? 4 : 2) + config.edge().eventLoops();
    for (String id : repository.ids()) {
      sum +=
          2
              * repository.versions(id).stream()
                  .map(InstalledVersion::descriptor)
                  .mapToInt(descriptor -> descriptor.eventLoops())
                  .max()
                  .orElse(1);
    }
    return sum;
  }

  /** Safe for any thread, and seeded once from what nobody can guess. */
  private static RandomGenerator random() {
    return new Random(new SecureRandom().nextLong());
  }
}
