package io.hotswap.node.lifecycle;

import io.hotswap.contracts.plugin.Descriptor;
import io.hotswap.contracts.plugin.Plugin;
import io.hotswap.contracts.plugin.PortType;
import io.hotswap.contracts.plugin.Shards;
import io.hotswap.contracts.time.Durations;
import io.hotswap.node.config.Processors;
import io.hotswap.node.loader.InstalledVersion;
import io.hotswap.node.loader.LeakSentinel;
import io.hotswap.node.loader.PluginClassLoader;
import io.hotswap.node.ports.Port;
import io.hotswap.node.ports.Target;
import io.hotswap.node.strand.Strand;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running version of a plugin, from loaded classes to a closed loader. Changes of state happen
 * on the strand; looks are for any thread.
 */
public final class PluginInstance {
  private static final Logger log = LoggerFactory.getLogger(PluginInstance.class);

  private final Surroundings around;
  private final InstalledVersion installed;
  private final PluginClassLoader loader;
  private final LeakSentinel.Watch watch;
  private final Class<? extends Plugin> main;
  private List<Host> hosts = List.of();
  private VersionScope scope;
  private volatile Plugin plugin;
  private volatile Vitals vitals;
  private volatile LifecycleState state = LifecycleState.LOADED;

  private PluginInstance(
      Surroundings around,
      InstalledVersion installed,
      PluginClassLoader loader,
      Class<? extends Plugin> main) {
    this.around = around;
    this.installed = installed;
    this.loader = loader;
    this.main = main;
    this.watch = around.sentinel().watch(installed.id(), installed.version(), loader);
  }

  /** Verifies the jar and loads the main class; on a worker thread, as it reads and links. */
  public static Future<PluginInstance> load(Surroundings around, InstalledVersion installed) {
    return around
        .strand()
        .blocking(
            () -> {
              PluginClassLoader loader = around.repository().open(installed, around.kernel());
              try {
                verifyConfig(around, installed);
                Class<? extends Plugin> main = mainClass(installed, loader);
                return new PluginInstance(around, installed, loader, main);
              } catch (IllegalArgumentException | LinkageError unusable) {
                loader.close();
                throw new IllegalArgumentException(text(unusable), unusable);
              }
            });
  }

  /** Values are the plugin's to check; a key it does not know is never ignored. */
  private static void verifyConfig(Surroundings around, InstalledVersion installed) {
    Object properties = installed.descriptor().configSchema().get("properties");
    Set<String> unknown = new TreeSet<>(around.config().section(installed.id()).fieldNames());
    Set<?> known = properties instanceof Map<?, ?> map ? map.keySet() : Set.of();
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: unknown %s (expected: only %s)".formatted(installed.id(), unknown, known));
    }
  }

  private static Class<? extends Plugin> mainClass(InstalledVersion installed, ClassLoader loader) {
    String name = installed.descriptor().main();
    try {
      return Class.forName(name, true, loader).asSubclass(Plugin.class);
    } catch (ClassNotFoundException | ClassCastException wrong) {
      throw new IllegalArgumentException(
          "main: " + name + " (expected: a class that implements Plugin; " + wrong + ")", wrong);
    }
  }

  /** Starts it beside whatever runs; it is in standby then. On failure nothing of it is left. */
  public Future<Void> start() {
    Duration limit = around.config().kernel().startTimeout();
    move(LifecycleState.STARTING);
    return around
        .loops()
        .deploy(id(), Processors.loops(descriptor().eventLoops()), loader)
        .compose(
            deployed -> {
              hosts = deployed;
              return around.strand().blocking(this::directory);
            })
        .compose(
            directory -> {
              scope = new VersionScope(around, installed, loader, directory, contexts());
              Future<Void> started = onContext(() -> construct().start(scope));
              return around.strand().within(started, limit, "start()");
            })
        .compose(started -> Strand.guarded(this::verifyPorts))
        .onSuccess(
            verified -> {
              vitals = around.watchdog().watch(id() + " " + version(), contexts(), plugin::health);
              move(LifecycleState.STANDBY);
            })
        .recover(cause -> closeAll().transform(closed -> Future.failedFuture(cause)));
  }

  private Path directory() throws IOException {
    Path directory = around.config().dataDirectory().resolve("data").resolve(id());
    return Files.createDirectories(directory).toAbsolutePath();
  }

  private Plugin construct() {
    try {
      plugin = main.getConstructor().newInstance();
      return plugin;
    } catch (ReflectiveOperationException wrong) {
      Throwable cause = wrong.getCause() == null ? wrong : wrong.getCause();
      throw new IllegalArgumentException(
          "main: %s (expected: a public constructor without parameters that returns; %s)"
              .formatted(main.getName(), cause),
          cause);
    }
  }

  private Future<Void> verifyPorts() {
    TreeSet<String> missing = new TreeSet<>(descriptor().provides());
    scope.provided().keySet().forEach(type -> missing.remove(type.name()));
    if (!missing.isEmpty()) {
      return Future.failedFuture(
          new IllegalStateException(
              "start() did not provide " + missing + " (expected: what its descriptor declares)"));
    }
    boolean stateful = descriptor().kind() == Descriptor.Kind.broker;
    if (stateful != shards().isPresent()) {
      return Future.failedFuture(
          new IllegalStateException(
              "shards(): %s (expected: %s for kind %s)"
                  .formatted(
                      shards().isPresent() ? "present" : "empty",
                      stateful ? "present" : "empty",
                      descriptor().kind())));
    }
    return Future.succeededFuture();
  }

  /** Runs {@code action} on the version's first context. */
  private <T> Future<T> onContext(Supplier<Future<T>> action) {
    Promise<T> promise = Promise.promise();
    contexts().get(0).runOnContext(ignored -> Strand.guarded(action).onComplete(promise));
    return promise.future();
  }

  /** See {@link Plugin#selfCheck}. */
  public Future<Void> selfCheck() {
    return onContext(() -> plugin.selfCheck());
  }

  /** See {@link Plugin#activate}; bounded like a start. */
  public Future<Void> activate() {
    if (!overrides("activate")) {
      return Future.succeededFuture();
    }
    Future<Void> activated = onContext(() -> plugin.activate());
    Duration limit = around.config().kernel().startTimeout();
    return around.strand().within(activated, limit, "activate()");
  }

  /** See {@link Plugin#deactivate}; bounded by its drain timeout. */
  public Future<Void> deactivate() {
    if (!overrides("deactivate")) {
      return Future.succeededFuture();
    }
    Future<Void> deactivated = onContext(() -> plugin.deactivate());
    return around.strand().within(deactivated, drainTimeout(), "deactivate()");
  }

  /** A version without turns of its own is not asked: a switch need not wait for its loop. */
  private boolean overrides(String method) {
    try {
      return main.getMethod(method).getDeclaringClass() != Plugin.class;
    } catch (NoSuchMethodException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private Duration drainTimeout() {
    return Durations.parse(descriptor().drainTimeout()).orElse(Duration.ZERO);
  }

  /**
   * Ends it: waits until its ports have nothing in flight, bounded; stops it; closes its scope, its
   * hosts and its loader. Gives what did not go well; nothing of that stops the next step.
   */
  public Future<List<String>> retire() {
    move(LifecycleState.DRAINING);
    List<String> complaints = new ArrayList<>();
    Duration drain = drainTimeout();
    Map<Target, Port> ends =
        targets().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getValue, e -> around.ports().port(e.getKey())));
    List<Future<Void>> idle =
        ends.entrySet().stream().map(e -> e.getValue().idle(e.getKey())).toList();
    return around
        .strand()
        .within(Future.join(idle), drain, "draining")
        .transform(
            drained -> {
              ends.forEach((target, port) -> abandon(target, port, complaints));
              return closeAll();
            })
        .map(
            closed -> {
              complaints.addAll(closed);
              return complaints;
            });
  }

  private void abandon(Target target, Port port, List<String> complaints) {
    int left = port.abandon(target, id() + " " + version() + " retired before it answered");
    port.close(target);
    if (left > 0) {
      complaints.add(left + " calls of " + port.type().name() + " were left unanswered");
    }
  }

  private Future<List<String>> closeAll() {
    List<String> complaints = new ArrayList<>();
    if (vitals != null) {
      around.watchdog().forget(vitals);
    }
    Strand strand = around.strand();
    Duration limit = around.config().kernel().drainTimeout();
    Future<Void> stopped =
        plugin == null ? Future.succeededFuture() : onContext(() -> plugin.stop());
    return noting(complaints, strand.within(stopped, limit, "stop()"))
        .compose(
            done ->
                noting(
                    complaints,
                    strand.blocking(
                        () -> {
                          if (scope != null) {
                            scope.close(limit);
                          }
                          return null;
                        })))
        .compose(
            done ->
                noting(
                    complaints,
                    strand.within(around.loops().release(id(), hosts), limit, "undeploying")))
        .compose(done -> noting(complaints, strand.blocking(this::closeLoader)))
        .map(
            done -> {
              boolean failed = state == LifecycleState.STARTING || !complaints.isEmpty();
              move(failed ? LifecycleState.FAILED : LifecycleState.RETIRED);
              complaints.forEach(each -> log.warn("{} {}: {}", id(), version(), each));
              return complaints;
            });
  }

  private Void closeLoader() throws IOException {
    loader.close();
    watch.retire();
    return null;
  }

  /** Closes a version that was loaded and never started. */
  public Future<Void> discard() {
    move(LifecycleState.RETIRED);
    return around.strand().blocking(this::closeLoader);
  }

  private static Future<Void> noting(List<String> complaints, Future<?> future) {
    return future.transform(
        result -> {
          if (result.failed()) {
            complaints.add(text(result.cause()));
          }
          return Future.<Void>succeededFuture();
        });
  }

  /**
   * @throws IllegalStateException if the edge is not allowed: that is a bug in the kernel
   */
  public void move(LifecycleState next) {
    if (!state.next().contains(next)) {
      throw new IllegalStateException(
          "%s %s: %s -> %s (expected: one of %s)"
              .formatted(id(), version(), state, next, state.next()));
    }
    state = next;
  }

  public LifecycleState state() {
    return state;
  }

  public InstalledVersion installed() {
    return installed;
  }

  public Descriptor descriptor() {
    return installed.descriptor();
  }

  public String id() {
    return installed.id();
  }

  public String version() {
    return installed.version();
  }

  /** What it provides, by port; empty before it was started. */
  public Map<PortType<?>, Target> targets() {
    return scope == null ? Map.of() : scope.provided();
  }

  public Optional<Shards> shards() {
    return plugin == null ? Optional.empty() : plugin.shards();
  }

  /** What is wrong with it, as the watchdog last saw it. */
  public Optional<String> complaint() {
    return vitals == null ? Optional.empty() : stall().or(vitals::complaint);
  }

  /** Whether the watchdog has looked at it: before, nothing is known of its health. */
  public boolean examined() {
    return vitals != null && vitals.examined();
  }

  /** What of it has answered nothing for too long. */
  public Optional<String> stall() {
    return vitals == null ? Optional.empty() : around.watchdog().stall(vitals);
  }

  private List<Context> contexts() {
    return hosts.stream().map(Host::context).toList();
  }

  private static String text(Throwable cause) {
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}
