package io.hotswap.node.swap;

import static io.hotswap.testkit.time.Patience.patiently;

import io.hotswap.contracts.admin.SwapView;
import io.hotswap.contracts.admin.SwapView.State;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardPort;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.plugin.PortType;
import io.hotswap.contracts.plugin.Signals;
import io.hotswap.contracts.plugin.WaitKey;
import io.hotswap.node.cluster.LonePeers;
import io.hotswap.node.config.NodeConfig;
import io.hotswap.node.config.Overrides;
import io.hotswap.node.jars.PluginJarBuilder;
import io.hotswap.node.lifecycle.EventLoops;
import io.hotswap.node.lifecycle.PluginInstance;
import io.hotswap.node.lifecycle.Residents;
import io.hotswap.node.lifecycle.Surroundings;
import io.hotswap.node.lifecycle.Watchdog;
import io.hotswap.node.loader.InstalledVersion;
import io.hotswap.node.loader.LeakSentinel;
import io.hotswap.node.loader.Repository;
import io.hotswap.node.loader.SignatureCheck;
import io.hotswap.node.ports.Port;
import io.hotswap.node.ports.PortTable;
import io.hotswap.node.ports.RequestPort;
import io.hotswap.node.strand.Strand;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.impl.VertxThread;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.VertxThreadFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The parts of a node that swaps need, real ones, without edge and store. */
final class TrialNode {
  static final int SHARDS = 4;
  static final Duration SHORT_BAKE = Duration.ofMillis(60);

  /** Short time-outs, for tests of what hangs. */
  static final String HASTY = settings("800ms", "300ms", "800ms");

  /** Time-outs that no swap reaches that goes well, however busy the machine. */
  static final String CALM = settings("20s", "10s", "10s");

  private static String settings(String step, String shard, String stall) {
    return """
        kernel:
          start-timeout: %1$s
          catch-up-timeout: %1$s
          prove-timeout: %1$s
          switch-timeout: %2$s
          bake: 100ms
          bake-health-interval: 20ms
          watchdog-interval: 10ms
          watchdog-stall: %3$s
          drain-timeout: 1s
          zombies-max: 5
        """
        .formatted(step, shard, stall);
  }

  final Path directory;
  final Vertx vertx;
  final Strand strand;
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final Repository repository;
  final Watchdog watchdog;
  final LeakSentinel sentinel;
  final Surroundings around;
  final Residents residents = new Residents();
  final ConcurrentLinkedQueue<WaitKey> signals = new ConcurrentLinkedQueue<>();
  final AtomicLong gatewayErrors = new AtomicLong();
  final SwapLog swaps;
  final Coordinator coordinator;
  final ShardPort shards;

  private TrialNode(Path directory, NodeConfig config) throws IOException {
    this.directory = directory;
    vertx = vertx();
    strand = Strand.of(vertx);
    Clock clock = Clock.systemUTC();
    var kernel = config.kernel();
    repository =
        Repository.open(
            directory.resolve("plugins"),
            kernel.jarBytesMax(),
            SignatureCheck.of(Optional.empty(), false),
            clock);
    watchdog = new Watchdog(System::nanoTime, kernel.watchdogInterval(), kernel.watchdogStall());
    sentinel = new LeakSentinel(meters, System::gc, Duration.ofSeconds(4));
    PortTable ports =
        new PortTable(
            strand,
            meters,
            System::nanoTime,
            kernel.portQueueMax(),
            kernel.portHoldMax(),
            new PortTable.Budget(kernel.callBudget().toNanos(), kernel.callOverrunsMax()));
    around =
        new Surroundings(
            config,
            vertx,
            strand,
            new EventLoops(vertx, strand, 8),
            ports,
            new Signals() {
              @Override
              public void signal(WaitKey key, int count) {
                signals.add(key);
              }

              @Override
              public AutoCloseable listen(WaitKey key, Runnable wake) {
                throw new UnsupportedOperationException("listen");
              }
            },
            new LonePeers("node-1"),
            Optional.empty(),
            meters,
            clock,
            new Random(7),
            repository,
            sentinel,
            watchdog,
            TrialNode.class.getClassLoader());
    swaps = SwapLog.open(directory.resolve("kernel/swaps.ndjson"), strand);
    coordinator = new Coordinator(around, residents, swaps, gatewayErrors::get);
    shards = ports.caller(ShardPort.TYPE);
  }

  /** A node on which version 1.0.0 of the ledger serves. */
  static TrialNode withLedger(Path directory, String settings, String... moodsOfFirst)
      throws Exception {
    TrialNode node =
        new TrialNode(
            directory, NodeConfig.parse(settings, Overrides.NONE.withData(directory).withPort(0)));
    node.serve(node.install(PluginJarBuilder.ledger("1.0.0").moods(moodsOfFirst)));
    return node;
  }

  private static Vertx vertx() {
    ClassLoader kernel = TrialNode.class.getClassLoader();
    VertxThreadFactory threads =
        new VertxThreadFactory() {
          @Override
          public VertxThread newVertxThread(
              Runnable body, String name, boolean worker, long maxExecTime, TimeUnit unit) {
            VertxThread thread =
                VertxThreadFactory.super.newVertxThread(body, name, worker, maxExecTime, unit);
            thread.setContextClassLoader(kernel);
            return thread;
          }
        };
    return VertxBootstrap.create()
        .options(new VertxOptions().setEventLoopPoolSize(8))
        .threadFactory(threads)
        .init()
        .vertx();
  }

  InstalledVersion install(PluginJarBuilder jar) throws IOException {
    return repository.install(jar.build(directory), "test").version();
  }

  /** Starts a version as a node does at its start, and makes it the one that serves. */
  PluginInstance serve(InstalledVersion version) throws Exception {
    repository.active().activate(version.id(), version.version());
    PluginInstance instance = done(PluginInstance.load(around, version));
    done(strand.call(instance::start));
    residents.add(instance);
    if (instance.shards().isPresent()) {
      done(instance.shards().get().follow());
      for (int shard = 0; shard < SHARDS; shard++) {
        done(instance.shards().get().take(shard, true));
      }
    }
    done(
        strand.call(
            () -> {
              point(instance);
              return Future.succeededFuture();
            }));
    return instance;
  }

  private void point(PluginInstance instance) {
    instance
        .targets()
        .forEach(
            (type, target) -> {
              Port port = around.ports().port(type);
              if (port instanceof RequestPort request && type.kind() == PortType.Kind.SHARDED) {
                request.slots(SHARDS);
              }
              port.flip(target);
            });
    residents.serve(instance);
  }

  /** Begins a swap of the ledger and waits for its end. */
  SwapView swap(String version) throws Exception {
    return swap(PluginJarBuilder.LEDGER, version, SHORT_BAKE);
  }

  SwapView swap(String plugin, String version, Duration bake) throws Exception {
    return ended(done(coordinator.begin(plugin, version, bake, "tester")));
  }

  SwapView ended(SwapView begun) {
    return patiently()
        .until(() -> swaps.find(begun.id()).orElseThrow(), view -> isEnd(view.state()));
  }

  /** Waits until a swap is in a state or at a step. */
  void reaches(SwapView begun, String step) {
    patiently().until(() -> swaps.find(begun.id()).orElseThrow().step().equals(step));
  }

  static boolean isEnd(State state) {
    return state != State.Running && state != State.Baking;
  }

  Future<Long> add(int shard, long number) {
    return shards
        .ask(shard, new ShardCommand.Stats(number, 0))
        .map(reply -> ((ShardReply.Stored) reply).firstOffset());
  }

  /** The sum of a shard, asked through the port. */
  long sum(int shard) throws Exception {
    return done(add(shard, 0));
  }

  /** Of the serving version of a plugin. */
  String serving(String plugin) {
    return residents.serving(plugin).map(PluginInstance::version).orElse("none");
  }

  /** Versions behind the shards' port, without repeats. */
  List<String> targets() {
    RequestPort port = (RequestPort) around.ports().port(ShardPort.TYPE);
    return java.util.stream.IntStream.range(0, port.slots())
        .mapToObj(shard -> port.slot(shard).target().version())
        .distinct()
        .toList();
  }

  /** Ends the block of a version whose mood it is to block its event loop. */
  void releaseBlocked() {
    vertx.sharedData().<String, Boolean>getLocalMap("trial.release").put("now", true);
  }

  static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  void close() throws Exception {
    releaseBlocked();
    for (PluginInstance instance : residents.serving()) {
      done(strand.call(instance::retire));
    }
    watchdog.close();
    done(vertx.close());
  }
}
