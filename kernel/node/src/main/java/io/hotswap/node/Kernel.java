package io.hotswap.node;

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
import java.util.Random;
import java.util.random.RandomGenerator;

/** Makes what all parts of a node stand on. Blocking. */
final class Kernel {
  /** How long the sentinel waits for a collection before it refuses a swap. */
  private static final Duration COLLECT_MAX = Duration.ofSeconds(2);

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
    Vertx vertx =
        VertxBootstrap.create()
            .options(new VertxOptions().setEventLoopPoolSize(loops).setWorkerPoolSize(WORKERS))
            .threadFactory(new KernelThreads())
            .init()
            .vertx();
    Strand strand = Strand.of(vertx);
    return new Surroundings(
        config,
        vertx,
        strand,
        new EventLoops(vertx, strand, loops),
        new PortTable(
            strand,
            meters,
            System::nanoTime,
            settings.portQueueMax(),
            settings.portHoldMax(),
            new PortTable.Budget(settings.callBudget().toNanos(), settings.callOverrunsMax())),
        parking,
        meters,
        clock,
        random(),
        repository,
        new LeakSentinel(meters, System::gc, COLLECT_MAX),
        new Watchdog(System::nanoTime, settings.watchdogInterval(), settings.watchdogStall()),
        Kernel.class.getClassLoader());
  }

  /** Enough that the strand, the doors and two versions of every plugin never share one. */
  private static int eventLoops(NodeConfig config, Repository repository) {
    int sum = 2 + config.edge().eventLoops();
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
