package io.hotswap.broker;

import io.hotswap.broker.check.ScratchLog;
import io.hotswap.contracts.broker.ShardPort;
import io.hotswap.contracts.log.LogStore;
import io.hotswap.contracts.plugin.PluginScope;
import io.hotswap.contracts.plugin.PortType;
import io.hotswap.contracts.plugin.Signals;
import io.hotswap.contracts.plugin.WaitKey;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;

/** A kernel of one plugin: what it provides is what it gets. */
final class TestScope implements PluginScope {
  final Map<PortType<?>, Object> provided = new HashMap<>();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  JsonObject config = new JsonObject();
  private final ScratchLog log = new ScratchLog(2);
  private final Vertx vertx;
  private final Context context;

  TestScope(Vertx vertx) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
  }

  @Override
  public String pluginId() {
    return "broker";
  }

  @Override
  public String version() {
    return "1.0.0";
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
  public Path directory() {
    throw new UnsupportedOperationException("the broker keeps no files");
  }

  @Override
  public Vertx vertx() {
    return vertx;
  }

  @Override
  public List<Context> contexts() {
    return List.of(context);
  }

  @Override
  public <T> void provide(PortType<T> port, T target) {
    provided.put(port, target);
  }

  @Override
  public <T> T port(PortType<T> port) {
    if (port == (Object) ShardPort.TYPE) {
      ShardPort later = (shard, command) -> ((ShardPort) provided.get(port)).ask(shard, command);
      return port.contract().cast(later);
    }
    return port.contract().cast(port == (Object) LogStore.TYPE ? log : provided.get(port));
  }

  @Override
  public <T> T policy(PortType<T> port, T builtIn) {
    return builtIn;
  }

  @Override
  public Signals signals() {
    return new Signals() {
      @Override
      public void signal(WaitKey key, int count) {}

      @Override
      public AutoCloseable listen(WaitKey key, Runnable wake) {
        return () -> {};
      }
    };
  }

  @Override
  public MeterRegistry meters() {
    return meters;
  }

  @Override
  public Clock clock() {
    return Clock.systemUTC();
  }

  @Override
  public RandomGenerator random() {
    return new Random(1);
  }

  @Override
  public AutoCloseable periodic(long millis, Runnable action) {
    long timer = vertx.setPeriodic(millis, fired -> action.run());
    return () -> vertx.cancelTimer(timer);
  }

  @Override
  public Thread thread(String name, Runnable body) {
    throw new UnsupportedOperationException("the broker has no threads");
  }

  @Override
  public <T extends AutoCloseable> T manage(T resource) {
    return resource;
  }
}
