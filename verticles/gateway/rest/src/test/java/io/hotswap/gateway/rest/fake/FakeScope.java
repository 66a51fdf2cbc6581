package io.hotswap.gateway.rest.fake;

import io.hotswap.contracts.admin.NodeAdmin;
import io.hotswap.contracts.admin.RolloutAdmin;
import io.hotswap.contracts.edge.Gateway;
import io.hotswap.contracts.plugin.PluginScope;
import io.hotswap.contracts.plugin.PortType;
import io.hotswap.contracts.plugin.Signals;
import io.hotswap.contracts.plugin.WaitKey;
import io.hotswap.contracts.policy.MessageFilters;
import io.hotswap.contracts.push.DeliveryLog;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/** What the gateway uses of a scope, over the fakes; the rest it must not ask for. */
public final class FakeScope implements PluginScope {
  private final Vertx vertx;
  private final List<Context> contexts;
  private final FakeBroker broker;
  private final NodeAdmin admin;
  private final JsonObject config;
  public Gateway gateway;
  public MessageFilters filters;
  public DeliveryLog log;
  public RolloutAdmin rollouts;

  public FakeScope(Vertx vertx, FakeBroker broker, NodeAdmin admin, JsonObject config) {
    this.vertx = vertx;
    this.contexts = List.of(vertx.getOrCreateContext());
    this.broker = broker;
    this.admin = admin;
    this.config = config;
  }

  @Override
  public String pluginId() {
    return "gateway.rest";
  }

  @Override
  public String version() {
    return "1.0.0";
  }

  @Override
  public String nodeId() {
    return "n1";
  }

  @Override
  public JsonObject config() {
    return config;
  }

  @Override
  public Path directory() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Vertx vertx() {
    return vertx;
  }

  @Override
  public List<Context> contexts() {
    return contexts;
  }

  @Override
  public <T> void provide(PortType<T> port, T target) {
    gateway = Gateway.TYPE.contract().cast(target);
  }

  @Override
  public <T> T port(PortType<T> port) {
    if (port.equals(DeliveryLog.TYPE)) {
      return port.contract().cast(log);
    }
    if (port.equals(RolloutAdmin.TYPE)) {
      return port.contract().cast(rollouts);
    }
    return port.contract().cast(port.equals(NodeAdmin.TYPE) ? admin : broker);
  }

  @Override
  public <T> T policy(PortType<T> port, T builtIn) {
    return filters == null ? builtIn : port.contract().cast(filters);
  }

  @Override
  public Signals signals() {
    return new Signals() {
      @Override
      public void signal(WaitKey key, int count) {}

      @Override
      public AutoCloseable listen(WaitKey key, Runnable wake) {
        throw new UnsupportedOperationException();
      }
    };
  }

  @Override
  public MeterRegistry meters() {
    return new SimpleMeterRegistry();
  }

  @Override
  public Clock clock() {
    return Clock.fixed(Instant.ofEpochMilli(FakeBroker.TIME), ZoneOffset.UTC);
  }

  @Override
  public RandomGenerator random() {
    return new Random(1);
  }

  @Override
  public AutoCloseable periodic(long millis, Runnable action) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Thread thread(String name, Runnable body) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T extends AutoCloseable> T manage(T resource) {
    return resource;
  }
}
