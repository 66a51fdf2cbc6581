package io.hotswap.broker;

import io.hotswap.broker.check.SelfCheck;
import io.hotswap.broker.core.decide.ExponentialDelivery;
import io.hotswap.broker.core.decide.PullRouting;
import io.hotswap.broker.core.decide.Rules;
import io.hotswap.broker.front.Front;
import io.hotswap.broker.front.RegistryView;
import io.hotswap.broker.shard.ShardServices;
import io.hotswap.broker.shard.ShardSet;
import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.broker.BrokerStatus;
import io.hotswap.contracts.broker.ShardPort;
import io.hotswap.contracts.log.LogStore;
import io.hotswap.contracts.plugin.Plugin;
import io.hotswap.contracts.plugin.PluginScope;
import io.hotswap.contracts.plugin.Shards;
import io.hotswap.contracts.policy.DeliveryPolicy;
import io.hotswap.contracts.policy.RoutingPolicy;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** The broker: wires shards, front and policies to the kernel, nothing else. */
public final class BrokerPlugin implements Plugin {
  private static final long TICK_MILLIS = 100;

  private PluginScope scope;
  private volatile ShardSet shards;

  @Override
  public Future<Void> start(PluginScope given) {
    scope = given;
    BrokerConfig config;
    try {
      config = BrokerConfig.of(given.config());
    } catch (IllegalArgumentException wrong) {
      return Future.failedFuture(wrong);
    }
    RegistryView registry = new RegistryView();
    BrokerMeters meters = new BrokerMeters(given.meters());
    LogStore store = given.port(LogStore.TYPE);
    ShardServices services =
        new ShardServices(
            store,
            given.nodeId() + "/broker/" + Release.version(),
            config,
            rules(config, given),
            given.clock(),
            System::nanoTime,
            given.signals(),
            meters,
            registry::accept,
            new AtomicLong());
    ShardSet mine = new ShardSet(services, given.contexts());
    shards = mine;
    meters.queueDepth(mine::backlog);
    given.provide(ShardPort.TYPE, mine);
    given.provide(
        BrokerPort.TYPE,
        new Front(given.port(ShardPort.TYPE), store.shards(), registry, () -> status(mine)));
    return tick(mine, given);
  }

  private static Rules rules(BrokerConfig config, PluginScope scope) {
    return new Rules(
        config.orderLookahead(),
        config.scanMax(),
        config.subscriptionsMax(),
        config.topicsMax(),
        scope.policy(DeliveryPolicy.AT_LEAST_ONCE, new ExponentialDelivery()),
        scope.policy(RoutingPolicy.LOAD_BALANCED, new PullRouting()),
        scope.random());
  }

  private static Future<Void> tick(ShardSet shards, PluginScope scope) {
    List<Future<Void>> started = new ArrayList<>();
    for (int i = 0; i < scope.contexts().size(); i++) {
      int index = i;
      Context context = scope.contexts().get(i);
      Promise<Void> promise = Promise.promise();
      context.runOnContext(
          turn -> {
            scope.periodic(TICK_MILLIS, () -> shards.tick(index));
            promise.complete();
          });
      started.add(promise.future());
    }
    return Future.join(started).mapEmpty();
  }

  private static BrokerStatus status(ShardSet shards) {
    return new BrokerStatus(
        Release.version(), shards.status(), shards.backlog(), shards.consumers());
  }

  @Override
  public Future<Void> stop() {
    ShardSet mine = shards;
    return mine == null ? Future.succeededFuture() : mine.stop();
  }

  @Override
  public Optional<String> health() {
    ShardSet mine = shards;
    return mine == null ? Optional.empty() : mine.health();
  }

  @Override
  public Optional<Shards> shards() {
    return Optional.ofNullable(shards);
  }

  @Override
  public Future<Void> selfCheck() {
    return new SelfCheck(scope.contexts().get(0)).run();
  }
}
