package io.hotswap.node.lifecycle;

import static io.hotswap.testkit.time.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.contracts.log.LogStore;
import io.hotswap.contracts.plugin.Descriptor;
import io.hotswap.contracts.plugin.WaitKey;
import io.hotswap.contracts.policy.RoutingPolicy;
import io.hotswap.node.cluster.LonePeers;
import io.hotswap.node.config.NodeConfig;
import io.hotswap.node.config.Overrides;
import io.hotswap.node.exchange.Parking;
import io.hotswap.node.loader.InstalledVersion;
import io.hotswap.node.ports.PortTable;
import io.hotswap.node.strand.Strand;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VersionScopeTest {
  private static final ClassLoader LOADER = new ClassLoader() {};
  private static final Duration JOIN_MAX = Duration.ofSeconds(5);

  private final SimpleMeterRegistry node = new SimpleMeterRegistry();
  private final Parking parking = new Parking(10, 10);
  private Vertx vertx;
  private VersionScope scope;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    scope = scope("1.0.0");
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private VersionScope scope(String version) {
    NodeConfig config = NodeConfig.parse("broker: {depth: 3}\n", Overrides.NONE);
    Strand strand = Strand.of(vertx);
    PortTable ports =
        new PortTable(
            strand,
            node,
            System::nanoTime,
            9,
            Duration.ofSeconds(1),
            new PortTable.Budget(50_000_000, 3));
    Surroundings around =
        new Surroundings(
            config,
            vertx,
            strand,
            null,
            ports,
            parking,
            new LonePeers("node-1"),
            Optional.empty(),
            node,
            Clock.systemUTC(),
            new Random(1),
            null,
            null,
            null,
            LOADER);
    Descriptor descriptor =
        new Descriptor(
            "broker",
            version,
            Descriptor.Kind.broker,
            ">=1.0.0",
            "a.B",
            List.of("routing.load-balanced"),
            "1s",
            1,
            Map.of());
    InstalledVersion installed =
        new InstalledVersion(descriptor, "00", "now", "ann", false, Path.of("x"));
    Context context = ((VertxInternal) vertx).createEventLoopContext();
    return new VersionScope(around, installed, LOADER, Path.of("dir"), List.of(context));
  }

  @Test
  void saysWhatItIs() {
    assertThat(scope.pluginId()).isEqualTo("broker");
    assertThat(scope.version()).isEqualTo("1.0.0");
    assertThat(scope.nodeId()).isEqualTo("node-1");
    assertThat(scope.config().getInteger("depth")).isEqualTo(3);
    assertThat(scope.directory()).isEqualTo(Path.of("dir"));
    assertThat(scope.vertx()).isSameAs(vertx);
    assertThat(scope.contexts()).hasSize(1);
    assertThat(scope.clock()).isNotNull();
    assertThat(scope.random()).isNotNull();
    assertThat(scope.signals()).isNotNull();
    assertThat(scope.port(LogStore.TYPE)).hasToString("port log.store");
  }

  @Test
  void providesWhatItsDescriptorDeclaresAndOnce() {
    RoutingPolicy policy = ask -> ask.wanted();
    scope.provide(RoutingPolicy.LOAD_BALANCED, policy);
    assertThat(scope.provided()).containsOnlyKeys(RoutingPolicy.LOAD_BALANCED);
    assertThatThrownBy(() -> scope.provide(RoutingPolicy.LOAD_BALANCED, policy))
        .hasMessageContaining("twice");
    assertThatThrownBy(() -> scope.provide(LogStore.TYPE, null))
        .hasMessageContaining("expected: one that the descriptor declares");
    // Not served before the kernel says so.
    assertThat(scope.policy(RoutingPolicy.LOAD_BALANCED, ask -> 7).grant(null)).isEqualTo(7);
  }

  @Test
  void periodicActionsEndWhenClosedOrRetired() throws Exception {
    AtomicInteger ticks = new AtomicInteger();
    AtomicReference<Context> on = new AtomicReference<>();
    AutoCloseable timer =
        scope.periodic(
            1,
            () -> {
              on.set(current());
              ticks.incrementAndGet();
            });
    patiently().until(() -> ticks.get() > 2);
    assertThat(on.get()).isSameAs(scope.contexts().get(0));
    timer.close();
    timer.close();
    AtomicReference<Context> own = new AtomicReference<>();
    Context other = vertx.getOrCreateContext();
    other.runOnContext(set -> scope.periodic(1, () -> own.compareAndSet(null, current())));
    patiently().until(() -> own.get() != null);
    assertThat(own.get()).isSameAs(other);
    scope.close(JOIN_MAX);
    assertThatThrownBy(() -> scope.periodic(1, () -> {})).hasMessageContaining("retired");
  }

  @Test
  void listenersAreToldOnTheirContextUntilClosedOrRetired() throws Exception {
    WaitKey key = WaitKey.subscriptions();
    AtomicReference<Context> on = new AtomicReference<>();
    AtomicInteger told = new AtomicInteger();
    AutoCloseable first =
        scope
            .signals()
            .listen(
                key,
                () -> {
                  on.set(current());
                  told.incrementAndGet();
                });
    scope.signals().signal(key, 1);
    patiently().until(() -> told.get() == 1);
    assertThat(on.get()).isSameAs(scope.contexts().get(0));
    AtomicReference<Context> own = new AtomicReference<>();
    Context other = vertx.getOrCreateContext();
    other.runOnContext(set -> scope.signals().listen(key, () -> own.set(current())));
    patiently().until(() -> parking.listening() == 2);
    first.close();
    first.close();
    assertThat(parking.listening()).isEqualTo(1);
    parking.signal(key, 5);
    patiently().until(() -> own.get() != null);
    assertThat(own.get()).isSameAs(other);
    assertThat(told).hasValue(1);
    scope.close(JOIN_MAX);
    assertThat(parking.listening()).isZero();
    assertThatThrownBy(() -> scope.signals().listen(key, () -> {})).hasMessageContaining("retired");
    assertThat(parking.listening()).isZero();
  }

  /** A timer fires on a duplicate of its context. */
  private static Context current() {
    return ContextInternal.current().unwrap();
  }

  @Test
  void threadsHaveItsLoaderAndAreInterruptedAndJoined() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    Thread thread =
        scope.thread(
            "writer",
            () -> {
              running.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException retired) {
                interrupted.countDown();
              }
            });
    thread.start();
    assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(thread.getName()).isEqualTo("broker-writer");
    assertThat(thread.getContextClassLoader()).isSameAs(LOADER);
    scope.close(JOIN_MAX);
    assertThat(interrupted.getCount()).isZero();
    assertThat(thread.isAlive()).isFalse();
  }

  @Test
  void managedResourcesCloseOnceLastFirstWhateverOneOfThemThrows() {
    List<String> closed = new ArrayList<>();
    scope.manage(() -> closed.add("first"));
    scope.manage(
        () -> {
          throw new IOException("stuck");
        });
    AutoCloseable last = scope.manage(() -> closed.add("last"));
    assertThat(last).isNotNull();
    scope.close(JOIN_MAX);
    scope.close(JOIN_MAX);
    assertThat(closed).containsExactly("last", "first");
  }

  @Test
  void metersAreItsOwnAndGoWithIt() {
    VersionScope next = scope("1.1.0");
    AtomicInteger depth = new AtomicInteger(5);
    Gauge.builder("depth", depth, AtomicInteger::get).register(scope.meters());
    Gauge.builder("depth", () -> 9).register(next.meters());
    scope.meters().counter("published").increment(2);
    next.meters().counter("published").increment(3);
    assertThat(gauge("1.0.0")).isEqualTo(5);
    assertThat(node.get("published").tags("plugin", "broker", "version", "1.1.0").counter().count())
        .isEqualTo(3);
    scope.close(JOIN_MAX);
    assertThat(node.find("depth").tags("version", "1.0.0").gauge()).isNull();
    assertThat(node.find("published").tags("version", "1.0.0").counter()).isNull();
    assertThat(gauge("1.1.0")).isEqualTo(9);
    assertThat(node.isClosed()).isFalse();
  }

  private double gauge(String version) {
    return node.get("depth").tags("version", version).gauge().value();
  }
}
