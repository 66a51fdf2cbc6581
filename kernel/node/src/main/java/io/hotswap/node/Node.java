package io.hotswap.node;

import io.hotswap.contracts.admin.NodeAdmin;
import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.edge.Gateway;
import io.hotswap.contracts.log.LogStore;
import io.hotswap.contracts.plugin.Descriptor;
import io.hotswap.node.auth.Authenticator;
import io.hotswap.node.bus.BusDoor;
import io.hotswap.node.cluster.Cluster;
import io.hotswap.node.config.NodeConfig;
import io.hotswap.node.edge.Edge;
import io.hotswap.node.exchange.Parking;
import io.hotswap.node.lifecycle.PluginInstance;
import io.hotswap.node.lifecycle.Residents;
import io.hotswap.node.lifecycle.Surroundings;
import io.hotswap.node.ports.Target;
import io.hotswap.node.rollout.Parts;
import io.hotswap.node.rollout.Rollouts;
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
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running node: its parts, how they are put together, and how they end. */
public final class Node {
  private static final Logger log = LoggerFactory.getLogger(Node.class);

  private final DataDirectory directory;
  private final Clock machine;
  private final SteadyClock clock;
  private final Surroundings around;
  private final Parking parking;
  private final PrometheusMeterRegistry meters;
  private final Residents residents = new Residents();
  private volatile NodeFigures figures;
  private volatile Coordinator coordinator;
  private volatile Rollouts rollouts;
  private volatile Edge edge;
  private volatile BusDoor bus;
  private volatile String url = "";
  private volatile boolean stopping;

  private Node(
      DataDirectory directory,
      Clock machine,
      SteadyClock clock,
      Surroundings around,
      Parking parking,
      PrometheusMeterRegistry meters) {
    this.directory = directory;
    this.machine = machine;
    this.clock = clock;
    this.around = around;
    this.parking = parking;
    this.meters = meters;
  }

  /**
   * Starts a node. Blocks the caller for as long as files are read; completes on a thread of the
   * node's. Fails with a message for the operator, and then has left nothing running: the directory
   * is in use, the port is taken, a plugin does not start.
   *
   * @param bundled the plugin jars that came with the distribution
   */
  public static Future<Node> start(NodeConfig config, Path bundled) {
    try {
      DataDirectory directory = DataDirectory.take(config.dataDirectory());
      try {
        Clock machine = MovedClock.around(Clock.systemUTC());
        SteadyClock clock =
            SteadyClock.open(machine, System::nanoTime, directory.path().resolve("kernel/clock"));
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Parking parking = new Parking(config.edge().parkedMax(), config.kernel().listenersMax());
        Surroundings around = Kernel.open(config, bundled, clock, parking, meters);
        return new Node(directory, machine, clock, around, parking, meters).start();
      } catch (IOException | RuntimeException unusable) {
        directory.close();
        throw unusable;
      }
    } catch (IOException | RuntimeException unusable) {
      return Future.failedFuture(unusable);
    }
  }

  private Future<Node> start() {
    // NB: no context's promise: if the node does not start, its contexts are gone by then.
    Promise<Node> started = Promise.promise();
    Strand.guarded(this::boot)
        .onSuccess(started::complete)
        .onFailure(
            cause ->
                stop(around.config().kernel().drainTimeout())
                    .onComplete(stopped -> started.fail(cause)));
    return started.future();
  }

  private Future<Node> boot() {
    NodeConfig config = around.config();
    Strand strand = around.strand();
    Gateway gateway = around.ports().caller(Gateway.TYPE);
    return strand
        .blocking(() -> SwapLog.open(directory.path().resolve("kernel/swaps.ndjson"), strand))
        .compose(swaps -> strand.call(() -> offerAdmin(swaps)))
        .compose(offered -> strand.blocking(this::offerRollouts))
        .compose(offered -> strand.blocking(() -> Authenticator.of(config, machine)))
        .compose(
            authenticator -> {
              bus = new BusDoor(around.vertx(), config, authenticator, gateway, parking, meters);
              return Edge.prepare(around.vertx(), config, authenticator, gateway, parking, meters);
            })
        .compose(prepared -> joined().map(prepared))
        .compose(
            prepared ->
                strand.call(
                    () -> {
                      edge = prepared;
                      edge.brokenIf(this::broken);
                      around.loops().take("edge", prepared.contexts());
                      around.loops().take("edge", List.of(bus.context()));
                      return new Startup(around, residents).run();
                    }))
        .compose(
            served -> {
              residents.onServe(bus::refresh);
              return bus.open();
            })
        .compose(opened -> edge.listen())
        .compose(listening -> announce());
  }

  private Future<Void> joined() {
    Cluster.Here here =
        new Cluster.Here(
            figures::view,
            figures::unhealthy,
            figures::storeTrouble,
            () -> around.ports().caller(BrokerPort.TYPE).status(),
            figures::plugins);
    return around.cluster().map(cluster -> cluster.open(here)).orElseGet(Future::succeededFuture);
  }

  /** A log store that closed itself never opens again by itself. */
  private Optional<String> broken() {
    String store = around.config().kernel().storePlugin();
    return residents
        .serving(store)
        .flatMap(PluginInstance::complaint)
        .map(why -> store + ": " + why);
  }

  private Future<Void> offerAdmin(SwapLog swaps) {
    LogStore store = around.ports().caller(LogStore.TYPE);
    figures = new NodeFigures(around, residents, store, this::url);
    coordinator = new Coordinator(around, residents, swaps, this::gatewayErrors);
    KernelAdmin admin =
        new KernelAdmin(
            around,
            residents,
            coordinator,
            new KernelAdmin.Figures(
                figures::view, figures::members, figures::unhealthy, meters::scrape));
    around
        .ports()
        .port(NodeAdmin.TYPE)
        .flip(new Target(Descriptor.CONTRACTS_VERSION, admin, Node.class.getClassLoader()));
    return Future.succeededFuture();
  }

  private Rollouts offerRollouts() throws IOException {
    Path kernel = directory.path().resolve("kernel");
    rollouts = new Parts(around, residents, coordinator, kernel, this::gatewayErrors).open();
    return rollouts;
  }

  private Future<Node> announce() {
    url = "http://" + around.config().host() + ":" + edge.port();
    return around
        .strand()
        .blocking(
            () -> {
              say();
              new ClassLoaderMetrics().bindTo(meters);
              new JvmMemoryMetrics().bindTo(meters);
              log.info("ready on {}", url);
              return this;
            })
        .onSuccess(
            ready -> {
              keepTime();
              rollouts.open();
            });
  }

  /** A node serves on a full disk too, or it could not be emptied through it. */
  private void say() {
    try {
      directory.announce(around.config().nodeId(), url);
    } catch (IOException full) {
      log.warn(
          "{}: commands on this machine do not find this node: {}",
          directory.path().resolve("node.json"),
          full.getMessage());
    }
  }

  private void keepTime() {
    around.vertx().setPeriodic(SteadyClock.KEEP_EVERY_MILLIS, timer -> keepTimeOnce());
    keepTimeOnce();
  }

  private void keepTimeOnce() {
    around
        .strand()
        .blocking(
            () -> {
              clock.keep();
              return null;
            })
        .onFailure(full -> log.debug("time is not kept: {}", full.toString()));
  }

  private long gatewayErrors() {
    Edge now = edge;
    BusDoor door = bus;
    return (now == null ? 0 : now.serverErrors()) + (door == null ? 0 : door.serverErrors());
  }

  /** Where it can be reached; empty while it starts. */
  public String url() {
    return url;
  }

  /** The versions that run; for tests and for the curious. */
  public List<PluginInstance> running() {
    return residents.all();
  }

  /**
   * Ends the node: no new connections and swaps, what is in flight is answered, then plugins leave,
   * gateways first and the store last. A node of a cluster first gives its shards to others, for at
   * most {@link #leaveMax}. Completes within about {@code drain} after that, whatever hangs.
   * Idempotent.
   */
  public Future<Void> stop(Duration drain) {
    if (stopping) {
      return Future.succeededFuture();
    }
    stopping = true;
    if (rollouts != null) {
      rollouts.close();
    }
    if (coordinator != null) {
      coordinator.close();
    }
    // NB: no context's future: contexts are gone when the node is.
    Promise<Void> ended = Promise.promise();
    around
        .cluster()
        .map(cluster -> cluster.leave(leaveMax()))
        .orElseGet(Future::succeededFuture)
        .onComplete(left -> end(drain, ended));
    return ended.future();
  }

  /** What {@link #stop} may take before its drain begins: nothing, unless there is a cluster. */
  public Duration leaveMax() {
    return around.cluster().isPresent() ? around.config().cluster().leaveMax() : Duration.ZERO;
  }

  private void end(Duration drain, Promise<Void> ended) {
    Strand strand = around.strand();
    Edge open = edge;
    Duration half = drain.dividedBy(2);
    Future<Void> closed =
        open == null
            ? Future.succeededFuture()
            : Future.join(open.stop(half), stopBus(half)).mapEmpty();
    Future<Void> left =
        closed
            .transform(done -> strand.call(() -> new Shutdown(around, residents).run()))
            .transform(done -> unlinked());
    strand
        .within(left, drain, "stopping")
        .onFailure(late -> log.warn("stop: {}", late.getMessage()))
        .onComplete(done -> new Thread(() -> close(ended), "hotswap-close").start());
  }

  private Future<Void> unlinked() {
    return around.cluster().map(Cluster::close).orElseGet(Future::succeededFuture);
  }

  private Future<Void> stopBus(Duration drain) {
    return around.strand().within(bus.stop(), drain, "answering event-bus clients");
  }

  /**
   * NB: not on a thread of Vert.x: its close is told to its caller's context, which is gone by
   * then.
   */
  private void close(Promise<Void> ended) {
    around.vertx().close().transform(done -> release()).onComplete(ended);
  }

  private Future<Void> release() {
    around.watchdog().close();
    meters.close();
    try {
      directory.close();
      return Future.succeededFuture();
    } catch (IOException e) {
      return Future.failedFuture(e);
    }
  }
}
