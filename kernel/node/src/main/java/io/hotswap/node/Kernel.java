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
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxBootstrap;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes what all parts of a node stand on. Blocking. */
final class Kernel {
  private static final Logger LOG = LoggerFactory.getLogger(Kernel.class);

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
    Joined joined = config.cluster().enabled() ? join(config, loops) : alone(loops);
    Vertx vertx = joined.vertx();
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
        joined
            .discovery()
            .map(found -> new Cluster(vertx, strand, config, clock, ports, parking, found));
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

  /** A Vert.x, and where it found the others if it is one of a cluster. */
  private record Joined(Vertx vertx, Optional<Discovery> discovery) {}

  private static VertxOptions options(int loops) {
    return new VertxOptions().setEventLoopPoolSize(loops).setWorkerPoolSize(WORKERS);
  }

  private static Joined alone(int loops) {
    return new Joined(
        VertxBootstrap.create()
            .options(options(loops))
            .threadFactory(new KernelThreads())
            .init()
            .vertx(),
        Optional.empty());
  }

  /** Tries again for a while: nodes that start at once may get in each other's way. */
  private static Joined join(NodeConfig config, int loops) throws IOException {
    long until = System.nanoTime() + JOIN_MAX.toNanos();
    while (true) {
      Discovery discovery = Discovery.of(config);
      Future<Vertx> joining =
          VertxBootstrap.create()
              .options(options(loops).setEventBusOptions(Discovery.bus(config)))
              .threadFactory(new KernelThreads())
              .clusterManager(discovery.manager())
              .init()
              .clusteredVertx();
      try {
        long left = Math.max(1, until - System.nanoTime());
        return new Joined(
            joining.toCompletionStage().toCompletableFuture().get(left, TimeUnit.NANOSECONDS),
            Optional.of(discovery));
      } catch (ExecutionException failed) {
        if (System.nanoTime() - until >= 0 || isTaken(failed)) {
          throw notJoined(config, failed.getCause());
        }
        LOG.warn("cluster: joining failed, trying again: {}", failed.getCause().toString());
      } catch (TimeoutException late) {
        throw notJoined(config, late);
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
        throw notJoined(config, stop);
      }
    }
  }

  /** A port that another process has does not get free by trying. */
  private static boolean isTaken(Throwable failed) {
    return Stream.iterate(failed, Objects::nonNull, Throwable::getCause)
        .anyMatch(cause -> cause instanceof BindException);
  }

  private static IOException notJoined(NodeConfig config, Throwable why) {
    return new IOException(
        "cluster.port: not joined at %s:%d within %d s: %s"
            .formatted(config.address(), config.cluster().port(), JOIN_MAX.toSeconds(), why),
        why);
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
