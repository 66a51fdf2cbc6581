package io.hotswap.node.lifecycle;

import io.hotswap.contracts.plugin.PluginScope;
import io.hotswap.contracts.plugin.PortType;
import io.hotswap.contracts.plugin.Signals;
import io.hotswap.node.loader.InstalledVersion;
import io.hotswap.node.ports.Target;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/** The scope of one running version. */
final class VersionScope implements PluginScope {
  private final Surroundings around;
  private final InstalledVersion installed;
  private final ClassLoader loader;
  private final Path directory;
  private final List<Context> contexts;
  private final ScopedMeters meters;
  private final Signals signals;
  private final ScopeResources resources;
  private final Map<PortType<?>, Target> provided = new ConcurrentHashMap<>();

  VersionScope(
      Surroundings around,
      InstalledVersion installed,
      ClassLoader loader,
      Path directory,
      List<Context> contexts) {
    this.around = around;
    this.installed = installed;
    this.loader = loader;
    this.directory = directory;
    this.contexts = contexts;
    this.meters = new ScopedMeters(around.meters(), installed.id(), installed.version());
    this.resources = new ScopeResources(installed.id() + " " + installed.version());
    this.signals = new ScopedSignals(around.signals(), resources, contexts.get(0));
  }

  @Override
  public String pluginId() {
    return installed.id();
  }

  @Override
  public String version() {
    return installed.version();
  }

  @Override
  public String nodeId() {
    return around.config().nodeId();
  }

  @Override
  public boolean clustered() {
    return around.cluster().isPresent();
  }

  @Override
  public boolean mine(String name) {
    return around.cluster().map(cluster -> cluster.mine(name)).orElse(true);
  }

  @Override
  public JsonObject config() {
    return around.config().section(installed.id());
  }

  @Override
  public Path directory() {
    return directory;
  }

  @Override
  public Vertx vertx() {
    return around.vertx();
  }

  @Override
  public List<Context> contexts() {
    return contexts;
  }

  @Override
  public <T> void provide(PortType<T> port, T target) {
    if (!installed.descriptor().provides().contains(port.name())) {
      throw new IllegalArgumentException(
          "port: %s (expected: one that the descriptor declares: %s)"
              .formatted(port.name(), installed.descriptor().provides()));
    }
    around.ports().port(port);
    Target end = new Target(version(), port.contract().cast(target), loader);
    if (provided.putIfAbsent(port, end) != null) {
      throw new IllegalArgumentException("port: " + port.name() + " twice (expected: once)");
    }
  }

  @Override
  public <T> T port(PortType<T> port) {
    return around.ports().caller(port);
  }

  @Override
  public <T> T policy(PortType<T> port, T builtIn) {
    return around.ports().policy(port, builtIn);
  }

  @Override
  public Signals signals() {
    return signals;
  }

  @Override
  public MeterRegistry meters() {
    return meters;
  }

  @Override
  public Clock clock() {
    return around.clock();
  }

  @Override
  public RandomGenerator random() {
    return around.random();
  }

  @Override
  public AutoCloseable periodic(long millis, Runnable action) {
    ContextInternal current = ContextInternal.current();
    // NB: not the duplicate of a request: its locals would live as long as the timer.
    ContextInternal context = (ContextInternal) contexts.get(0);
    if (current != null) {
      context = current.unwrap();
    }
    Vertx vertx = around.vertx();
    // NB: Vert.x fires a timer on a duplicate; what the action does must be of the context itself.
    ContextInternal home = context;
    long timer = home.setPeriodic(millis, id -> home.runOnContext(ignored -> action.run()));
    AtomicBoolean ended = new AtomicBoolean();
    AutoCloseable handle =
        new AutoCloseable() {
          @Override
          public void close() {
            if (ended.compareAndSet(false, true)) {
              vertx.cancelTimer(timer);
              resources.forget(this);
            }
          }
        };
    resources.add(handle);
    return handle;
  }

  @Override
  public Thread thread(String name, Runnable body) {
    Thread thread = new OwnedThread(pluginId() + "-" + name, body, loader);
    resources.add(thread);
    return thread;
  }

  @Override
  public <T extends AutoCloseable> T manage(T resource) {
    resources.add(resource);
    return resource;
  }

  Map<PortType<?>, Target> provided() {
    return provided;
  }

  /** Blocking, bounded. */
  void close(Duration joinMax) {
    resources.close(joinMax);
    meters.removeAll();
  }
}
