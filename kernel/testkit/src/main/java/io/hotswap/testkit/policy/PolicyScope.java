package io.hotswap.testkit.policy;

import io.hotswap.contracts.plugin.PluginScope;
import io.hotswap.contracts.plugin.PortType;
import io.hotswap.contracts.plugin.Signals;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;

/** A kernel for one policy plugin: keeps what it provides, and has nothing a policy may not use. */
public final class PolicyScope implements PluginScope {
  private final String pluginId;
  private final String version;
  private final JsonObject config;
  private final Map<PortType<?>, Object> provided = new LinkedHashMap<>();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  public PolicyScope(String pluginId, String version, JsonObject config) {
    this.pluginId = pluginId;
    this.version = version;
    this.config = config;
  }

  /** Ports by what was provided for them, in order. */
  public Map<PortType<?>, Object> provided() {
    return provided;
  }

  @Override
  public String pluginId() {
    return pluginId;
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public String nodeId() {
    return "node-1";
  }

  @Override
  public JsonObject config() {
    return config;
  }

  @Override
  public <T> void provide(PortType<T> port, T target) {
    if (provided.putIfAbsent(port, port.contract().cast(target)) != null) {
      throw new IllegalArgumentException("port: " + port.name() + " twice (expected: once)");
    }
  }

  @Override
  public MeterRegistry meters() {
    return meters;
  }

  @Override
  public RandomGenerator random() {
    return new Random(1);
  }

  @Override
  public <T extends AutoCloseable> T manage(T resource) {
    return resource;
  }

  @Override
  public Path directory() {
    throw impure("files");
  }

  @Override
  public Vertx vertx() {
    throw impure("Vert.x");
  }

  @Override
  public List<Context> contexts() {
    throw impure("contexts");
  }

  @Override
  public <T> T port(PortType<T> port) {
    throw impure("port " + port.name());
  }

  @Override
  public <T> T policy(PortType<T> port, T builtIn) {
    throw impure("port " + port.name());
  }

  @Override
  public Signals signals() {
    throw impure("signals");
  }

  @Override
  public Clock clock() {
    throw impure("a clock");
  }

  @Override
  public AutoCloseable periodic(long millis, Runnable action) {
    throw impure("timers");
  }

  @Override
  public Thread thread(String name, Runnable body) {
    throw impure("threads");
  }

  private static UnsupportedOperationException impure(String what) {
    return new UnsupportedOperationException(what + ": asked for (expected: a pure policy)");
  }
}
