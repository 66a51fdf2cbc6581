package io.hotswap.push.fake;

import io.hotswap.contracts.admin.NodeAdmin;
import io.hotswap.contracts.admin.NodeView;
import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.plugin.PluginScope;
import io.hotswap.contracts.plugin.PortType;
import io.hotswap.contracts.plugin.Signals;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/** What push uses of a kernel. */
public final class FakeScope implements PluginScope {
  public final FakeBroker broker;
  public final FakeSignals signals;
  public final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  public final Map<PortType<?>, Object> provided = new ConcurrentHashMap<>();
  public JsonObject config = new JsonObject();
  public String profile = "dev";
  public boolean clustered;

  /** What other nodes do. */
  public final Set<String> elsewhere = ConcurrentHashMap.newKeySet();

  private final Vertx vertx;
  private final Context context;

  public FakeScope(Vertx vertx) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.signals = new FakeSignals(vertx);
    this.broker = new FakeBroker(vertx, signals);
  }

  @Override
  public String pluginId() {
    return "push";
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
  public boolean clustered() {
    return clustered;
  }

  @Override
  public boolean mine(String name) {
    return !elsewhere.contains(name);
  }

  @Override
  public JsonObject config() {
    return config;
  }

  @Override
  public Path directory() {
    throw new UnsupportedOperationException("push keeps no files");
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
    if (port.equals(NodeAdmin.TYPE)) {
      return port.contract().cast(admin());
    }
    return port.contract().cast(port.equals(BrokerPort.TYPE) ? broker.port() : provided.get(port));
  }

  private NodeAdmin admin() {
    NodeView node = new NodeView("node-1", "", "Ready", "1.0.0", profile, 0, 0, 0, 0);
    return (NodeAdmin)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {NodeAdmin.class},
            (self, method, arguments) -> node);
  }

  @Override
  public <T> T policy(PortType<T> port, T builtIn) {
    return builtIn;
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
    return Clock.systemUTC();
  }

  @Override
  public RandomGenerator random() {
    return new Random(1);
  }

  @Override
  public AutoCloseable periodic(long millis, Runnable action) {
    long timer = vertx.setPeriodic(millis, fired -> context.runOnContext(go -> action.run()));
    return () -> vertx.cancelTimer(timer);
  }

  @Override
  public Thread thread(String name, Runnable body) {
    throw new UnsupportedOperationException("push has no threads");
  }

  @Override
  public <T extends AutoCloseable> T manage(T resource) {
    return resource;
  }
}
