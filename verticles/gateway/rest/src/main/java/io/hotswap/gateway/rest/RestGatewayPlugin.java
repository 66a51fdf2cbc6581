package io.hotswap.gateway.rest;

import io.hotswap.contracts.admin.NodeAdmin;
import io.hotswap.contracts.admin.RolloutAdmin;
import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.edge.Gateway;
import io.hotswap.contracts.plugin.Plugin;
import io.hotswap.contracts.plugin.PluginScope;
import io.hotswap.contracts.policy.MessageFilters;
import io.hotswap.contracts.push.DeliveryLog;
import io.hotswap.gateway.rest.admin.Deployments;
import io.hotswap.gateway.rest.admin.Node;
import io.hotswap.gateway.rest.admin.Plugins;
import io.hotswap.gateway.rest.admin.Swaps;
import io.hotswap.gateway.rest.api.OpenApi;
import io.hotswap.gateway.rest.deadletter.DeadLetterDesk;
import io.hotswap.gateway.rest.door.Door;
import io.hotswap.gateway.rest.http.Handler;
import io.hotswap.gateway.rest.http.Retry;
import io.hotswap.gateway.rest.http.TreeBodies;
import io.hotswap.gateway.rest.message.Admission;
import io.hotswap.gateway.rest.message.Consuming;
import io.hotswap.gateway.rest.message.Messages;
import io.hotswap.gateway.rest.message.Publishing;
import io.hotswap.gateway.rest.message.Settling;
import io.hotswap.gateway.rest.message.Transactions;
import io.hotswap.gateway.rest.stream.Streams;
import io.hotswap.gateway.rest.subscription.Deliveries;
import io.hotswap.gateway.rest.subscription.Filters;
import io.hotswap.gateway.rest.subscription.NoFilters;
import io.hotswap.gateway.rest.subscription.Subscriptions;
import io.hotswap.gateway.rest.topic.Topics;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** The gateway as the kernel hosts it: wires ports and handlers, nothing else. */
public final class RestGatewayPlugin implements Plugin {
  private TreeBodies bodies;

  @Override
  public Future<Void> start(PluginScope scope) {
    RestGatewayConfig config = RestGatewayConfig.from(scope.config());
    OpenApi api = OpenApi.load();
    bodies = new TreeBodies(scope.vertx(), api);
    BrokerPort broker = scope.port(BrokerPort.TYPE);
    NodeAdmin admin = scope.port(NodeAdmin.TYPE);
    Retry retry = new Retry(scope.vertx(), config.retryMax(), config.retryDelayMillis());
    int payloadMax = config.payloadBytesMax();
    Clock clock = scope.clock();
    Filters filters = new Filters(scope.policy(MessageFilters.TYPE, new NoFilters()), payloadMax);
    Map<String, Handler> handlers = new HashMap<>();
    handlers.putAll(new Topics(broker, retry, bodies, clock).handlers());
    handlers.putAll(new Publishing(broker, retry, clock, payloadMax).handlers());
    handlers.putAll(new Consuming(broker, retry, config.consumeBytesMax()).handlers());
    handlers.putAll(new Messages(broker, retry, config.consumeBytesMax()).handlers());
    SecureRandom random = new SecureRandom();
    handlers.putAll(
        new Streams(
                broker,
                retry,
                new Door(broker, retry, new Admission(clock, payloadMax))::with,
                config.keepAliveMillis(),
                config.consumeBytesMax(),
                random)
            .handlers());
    handlers.putAll(new Settling(broker, retry).handlers());
    handlers.putAll(new Transactions(broker, retry, clock, payloadMax).handlers());
    handlers.putAll(new DeadLetterDesk(broker, retry, bodies).handlers());
    Subscriptions subscriptions = new Subscriptions(broker, retry, bodies, filters, clock, random);
    handlers.putAll(subscriptions.handlers());
    handlers.putAll(new Deliveries(subscriptions, scope.port(DeliveryLog.TYPE)).handlers());
    handlers.putAll(filters.handlers());
    Deployments deployments =
        new Deployments(scope.port(RolloutAdmin.TYPE), bodies, config.keepAliveMillis());
    handlers.putAll(deployments.handlers());
    handlers.putAll(new Plugins(admin, bodies, deployments).handlers());
    handlers.putAll(new Swaps(admin, config.keepAliveMillis()).handlers());
    handlers.putAll(new Node(admin, retry, api).handlers());
    scope.provide(Gateway.TYPE, new RestGateway(scope.contexts(), api, handlers, config));
    return Future.succeededFuture();
  }

  /** Builds the body validators, so that the first request after a swap does not wait for it. */
  @Override
  public Future<Void> selfCheck() {
    return bodies.warm().mapEmpty();
  }
}
