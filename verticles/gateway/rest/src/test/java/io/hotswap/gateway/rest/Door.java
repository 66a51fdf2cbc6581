package io.hotswap.gateway.rest;

import io.hotswap.contracts.door.DoorCodec;
import io.hotswap.contracts.door.DoorFrame;
import io.hotswap.contracts.edge.Gateway;
import io.hotswap.contracts.policy.MessageFilters;
import io.hotswap.gateway.rest.fake.FakeAdmin;
import io.hotswap.gateway.rest.fake.FakeBroker;
import io.hotswap.gateway.rest.fake.FakeDeliveryLog;
import io.hotswap.gateway.rest.fake.FakeExchange;
import io.hotswap.gateway.rest.fake.FakeFilters;
import io.hotswap.gateway.rest.fake.FakeRollouts;
import io.hotswap.gateway.rest.fake.FakeScope;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A started gateway over fakes. */
final class Door implements AutoCloseable {
  private static final int SECONDS_MAX = 20;

  final FakeBroker broker = new FakeBroker();
  final FakeAdmin admin = new FakeAdmin();
  final FakeDeliveryLog log = new FakeDeliveryLog();
  final FakeRollouts rollouts = new FakeRollouts();
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
    scope.rollouts = rollouts;
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

  /** A stream of the streaming door. */
  FakeExchange open(String target) {
    return ask(new FakeExchange("GET", target).asDoor());
  }

  /** What is answered to frames of one message. */
  List<DoorFrame> say(FakeExchange socket, DoorFrame... frames) {
    Buffer message = Buffer.buffer();
    for (DoorFrame frame : frames) {
      DoorCodec.write(message, frame);
    }
    socket.frames.add(message);
    return look(socket);
  }

  /** What comes when the stream is asked again. */
  List<DoorFrame> look(FakeExchange socket) {
    socket.bytes.clear();
    ask(socket);
    return heard(socket);
  }

  static List<DoorFrame> heard(FakeExchange socket) {
    List<DoorFrame> all = new ArrayList<>();
    for (Buffer chunk : socket.bytes) {
      all.addAll(DoorCodec.read(ByteBuffer.wrap(chunk.getBytes())));
    }
    return all;
  }
}
