package io.hotswap.gateway.rest;

import io.hotswap.contracts.edge.Gateway;
import io.hotswap.contracts.policy.MessageFilters;
import io.hotswap.gateway.rest.fake.FakeAdmin;
import io.hotswap.gateway.rest.fake.FakeBroker;
import io.hotswap.gateway.rest.fake.FakeDeliveryLog;
import io.hotswap.gateway.rest.fake.FakeExchange;
import io.hotswap.gateway.rest.fake.FakeFilters;
import io.hotswap.gateway.rest.fake.FakeScope;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;

/** A started gateway over fakes. */
final class Door implements AutoCloseable {
  private static final int SECONDS_MAX = 20;

  final FakeBroker broker = new FakeBroker();
  final FakeAdmin admin = new FakeAdmin();
  final FakeDeliveryLog log = new FakeDeliveryLog();
  private final Vertx vertx = Vertx.vertx();
  private final RestGatewayPlugin plugin = new RestGatewayPlugin();
  private final FakeScope scope;

  Door() {
    this(new JsonObject().put("retry-delay", "1ms"));
  }

  Door(JsonObject config) {
    this(config, new FakeFilters());
  }

  Door(JsonObject config, MessageFilters filters) {
    scope = new FakeScope(vertx, broker, admin, config);
    scope.filters = filters;
    scope.log = log;
    await(plugin.start(scope).compose(started -> plugin.selfCheck()));
  }

  FakeExchange ask(FakeExchange exchange) {
    await(scope.gateway.handle(exchange));
    return exchange;
  }

  Gateway gateway() {
    return scope.gateway;
  }

  FakeExchange get(String target) {
    return ask(new FakeExchange("GET", target));
  }

  FakeExchange post(String target, String json) {
    return ask(new FakeExchange("POST", target).json(json));
  }

  Door withTopic(String name, String type) {
    post("/api/v1/topics", "{\"name\":\"" + name + "\",\"type\":\"" + type + "\"}");
    return this;
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(SECONDS_MAX, TimeUnit.SECONDS);
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  @Override
  public void close() {
    await(plugin.stop().compose(stopped -> vertx.close()));
  }
}
