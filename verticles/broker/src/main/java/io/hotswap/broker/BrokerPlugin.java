package io.hotswap.broker;

import io.hotswap.broker.check.SelfCheck;
import io.hotswap.broker.core.decide.Policies;
import io.hotswap.broker.core.decide.Rules;
import io.hotswap.broker.front.Front;
import io.hotswap.broker.front.FrontServices;
import io.hotswap.broker.front.RegistryView;
import io.hotswap.broker.front.Timers;
import io.hotswap.broker.shard.ShardServices;
import io.hotswap.broker.shard.ShardSet;
import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.broker.BrokerStatus;
import io.hotswap.contracts.broker.ShardPort;
import io.hotswap.contracts.broker.TopicSettings.Guarantee;
import io.hotswap.contracts.log.LogStore;
import io.hotswap.contracts.plugin.Plugin;
import io.hotswap.contracts.plugin.PluginScope;
import io.hotswap.contracts.plugin.PortType;
import io.hotswap.contracts.plugin.Shards;
import io.hotswap.contracts.policy.DeadLetterPolicy;
import io.hotswap.contracts.policy.DeliveryPolicy;
import io.hotswap.contracts.policy.MessageFilters;
import io.hotswap.contracts.policy.RoutingPolicy;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** The broker: wires shards, front and policies to the kernel, nothing else. */
public final class BrokerPlugin implements Plugin {
  private static final long TICK_MILLIS = 100;
  private static final long LAG_MILLIS = 2_000;
  private static final int LAGS_MAX = 1000;
  private static final Map<String, PortType<RoutingPolicy>> ROUTING =
      Map.of(
          "Direct", RoutingPolicy.DIRECT,
          "FanOut", RoutingPolicy.FAN_OUT,
          "LoadBalanced", RoutingPolicy.LOAD_BALANCED,
          "Priority", RoutingPolicy.PRIORITY,
          "ContentBased", RoutingPolicy.CONTENT_BASED);
  private static final Map<Guarantee, PortType<DeliveryPolicy>> DELIVERY =
      Map.of(
          Guarantee.AtMostOnce, DeliveryPolicy.AT_MOST_ONCE,
          Guarantee.AtLeastOnce, DeliveryPolicy.AT_LEAST_ONCE,
          Guarantee.ExactlyOnce, DeliveryPolicy.EXACTLY_ONCE);

  private PluginScope scope;
  private volatile ShardSet shards;

  @Override
  public Future<Void> start(PluginScope given) {
    scope = given;
    BrokerConfig config;
    try {
      config = BrokerConfig.of(given.config(), given.clustered());
    } catch (IllegalArgumentException wrong) {
      return Future.failedFuture(wrong);
    }
    RegistryView registry = new RegistryView();
    BrokerMeters meters = new BrokerMeters(given.meters());
    LogStore store = given.port(LogStore.TYPE);
    Rules rules = rules(config, given, meters);
    AtomicReference<Front> front = new AtomicReference<>();
    ShardPort port = given.port(ShardPort.TYPE);
    ShardServices services =
        new ShardServices(
            store,
            given.nodeId() + "/broker/" + Release.version(),
            given.clustered(),
            config,
            rules,
            given.clock(),
            System::nanoTime,
            given.signals(),
            meters,
            new PortErrands(port, front::get),
            registry::accept,
            new AtomicLong(),
            new AtomicLong());
    ShardSet mine = new ShardSet(services, given.contexts());
    shards = mine;
    meters.queueDepth(mine::backlog);
    front.set(
        new Front(
            new FrontServices(
                port,
                store.shards(),
                registry,
                rules.policies().filters(),
                given.signals(),
                Timers.of(given.vertx()),
                given.clock(),
                System::nanoTime,
                () -> status(mine),
                config.front())));
    given.provide(ShardPort.TYPE, mine);
    given.provide(BrokerPort.TYPE, front.get());
    given.periodic(LAG_MILLIS, () -> meters.lags(mine.lags(LAGS_MAX)));
    return tick(mine, given);
  }

  private static Rules rules(BrokerConfig config, PluginScope scope, BrokerMeters meters) {
    return new Rules(
        config.orderLookahead(),
        config.scanMax(),
        config.subscriptionsMax(),
        config.topicsMax(),
        policies(scope, meters),
        scope.random(),
        new Rules.Bounds(config.delayedMax(), config.transactionsMax(), config.preparedBytesMax()));
  }

  private static Policies policies(PluginScope scope, BrokerMeters meters) {
    Policies builtIn = Policies.builtIn();
    Map<String, RoutingPolicy> routing = new HashMap<>();
    ROUTING.forEach(
        (strategy, port) ->
            routing.put(strategy, scope.policy(port, builtIn.routing().get(strategy))));
    Map<Guarantee, DeliveryPolicy> delivery = new EnumMap<>(Guarantee.class);
    DELIVERY.forEach(
        (guarantee, port) ->
            delivery.put(guarantee, scope.policy(port, builtIn.delivery().get(guarantee))));
    return new Policies(
        routing,
        delivery,
        meters.timed(scope.policy(MessageFilters.TYPE, builtIn.filters())),
        scope.policy(DeadLetterPolicy.TYPE, builtIn.deadLetters()));
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
