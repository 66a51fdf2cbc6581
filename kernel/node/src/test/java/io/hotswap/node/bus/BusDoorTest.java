package io.hotswap.node.bus;

import static io.hotswap.testkit.time.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.contracts.edge.Exchange;
import io.hotswap.contracts.edge.Gateway;
import io.hotswap.contracts.edge.Principal;
import io.hotswap.contracts.edge.Principal.Role;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.plugin.WaitKey;
import io.hotswap.node.auth.Authenticator;
import io.hotswap.node.config.NodeConfig;
import io.hotswap.node.config.Overrides;
import io.hotswap.node.exchange.Parking;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BusDoorTest {
  private static final WaitKey KEY = WaitKey.subscription(1, "g");
  private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

  private final Vertx vertx = Vertx.vertx();
  private final Parking parking = new Parking(10, 10);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private volatile Consumer<Exchange> handler = this::echo;
  private volatile Set<String> operations = Set.of("publish", "consume");
  private Authenticator authenticator;
  private BusDoor door;
  private int bridgePort;

  @BeforeEach
  void open(@TempDir Path data) throws Exception {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      bridgePort = free.getLocalPort();
    }
    String yaml =
        """
        edge: {body-bytes-max: 1KiB}
        event-bus:
          in-flight-max: 2
          bridge-port: %d
          bridge-connections-max: 1
          bridge-frame-bytes-max: 2KiB
          outbound: ["news"]
        """
            .formatted(bridgePort);
    NodeConfig config = NodeConfig.parse(yaml, Overrides.NONE.withData(data).withPort(0));
    authenticator = Authenticator.of(config, Clock.systemUTC());
    Gateway gateway =
        new Gateway() {
          @Override
          public Future<Void> handle(Exchange exchange) {
            return vertx.executeBlocking(
                () -> {
                  handler.accept(exchange);
                  return null;
                },
                false);
          }

          @Override
          public Set<String> operations() {
            if (operations == null) {
              throw Problem.of(ErrorCode.Unavailable, "nobody");
            }
            return operations;
          }
        };
    door = new BusDoor(vertx, config, authenticator, gateway, parking, meters);
    done(door.open());
  }

  @AfterEach
  void close() throws Exception {
    done(vertx.close());
  }

  private void echo(Exchange exchange) {
    JsonObject answer =
        new JsonObject()
            .put("method", exchange.method())
            .put("path", exchange.path())
            .put("body", exchange.body().toString())
            .put("who", exchange.principal().map(Principal::subject).orElse("nobody"))
            .put("type", exchange.header("content-type").orElse("none"));
    exchange.respond(201, JSON, answer.toBuffer());
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private Message<Object> request(String name, Object body, DeliveryOptions options)
      throws Exception {
    return done(vertx.eventBus().request(BusDoor.PREFIX + name, body, options));
  }

  private void assertFails(
      String name, Object body, DeliveryOptions options, int code, String why) {
    assertThatThrownBy(() -> request(name, body, options))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(ReplyException.class)
        .satisfies(
            cause -> {
              assertThat(((ReplyException) cause).failureCode()).isEqualTo(code);
              assertThat(cause.getMessage()).contains(why);
            });
  }

  @Test
  void messagesAreRequests() throws Exception {
    String token =
        authenticator.tokens().issue("ann", Set.of(Role.producer), List.of(), Duration.ofHours(1));
    DeliveryOptions options =
        new DeliveryOptions()
            .addHeader("Authorization", "Bearer " + token)
            .addHeader("Content-Type", "x/y");
    Message<Object> reply = request("publish", new JsonObject().put("a", 1), options);
    assertThat(reply.headers().get("status")).isEqualTo("201");
    assertThat(reply.body())
        .isEqualTo(
            new JsonObject()
                .put("method", "BUS")
                .put("path", "/publish")
                .put("body", "{\"a\":1}")
                .put("who", "ann")
                .put("type", "x/y"));
    JsonObject raw =
        (JsonObject) request("consume", Buffer.buffer("raw"), new DeliveryOptions()).body();
    assertThat(raw.getString("body")).isEqualTo("raw");
    assertThat(raw.getString("who")).isEqualTo("nobody");
    JsonObject list =
        (JsonObject) request("consume", new JsonArray(), new DeliveryOptions()).body();
    assertThat(list.getString("body")).isEqualTo("[]");
    assertThat(door.serverErrors()).isZero();
  }

  @Test
  void otherBodiesComeBackAsTheyAre() throws Exception {
    handler = exchange -> exchange.respond(204, Map.of(), Buffer.buffer());
    assertThat(request("consume", null, new DeliveryOptions()).body()).isNull();
    handler =
        exchange ->
            exchange.respond(200, Map.of("Content-Type", "a/b"), Buffer.buffer(new byte[] {1, 2}));
    Message<Object> reply = request("consume", null, new DeliveryOptions());
    assertThat(reply.body()).isEqualTo(Buffer.buffer(new byte[] {1, 2}));
    assertThat(reply.headers().get("Content-Type")).isEqualTo("a/b");
    handler =
        exchange ->
            exchange.respond(
                200, Map.of("Content-Type", "application/x-ndjson"), Buffer.buffer("{}\n{}\n"));
    assertThat(request("consume", null, new DeliveryOptions()).body().toString())
        .isEqualTo("{}\n{}\n");
  }

  @Test
  void refusalsAreFailuresWithTheStatus() {
    DeliveryOptions none = new DeliveryOptions();
    assertFails(
        "publish",
        new JsonObject(),
        new DeliveryOptions().addHeader("X-API-Key", "bad"),
        401,
        "Unauthenticated");
    assertFails("publish", 5, none, 400, "Integer (expected: a JSON object or a Buffer)");
    assertFails("publish", "no base64", none, 400, "bytes as base64");
    assertFails("publish", Buffer.buffer(new byte[1025]), none, 413, "at most 1024 bytes");
    handler = exchange -> exchange.respond(409, JSON, Buffer.buffer("{\"code\":\"Conflict\"}"));
    assertFails("publish", new JsonObject(), none, 409, "Conflict");
    handler =
        exchange -> {
          throw new IllegalStateException("bug");
        };
    assertFails("publish", new JsonObject(), none, 500, "Internal");
    assertThat(door.serverErrors()).isEqualTo(1);
    handler = exchange -> exchange.write(Map.of(), Buffer.buffer("x"));
    assertFails("publish", new JsonObject(), none, 400, "stream over the event bus");
    assertThat(meters.get("bus.in.flight").gauge().value()).isZero();
  }

  @Test
  void longPollsWaitAndAreBounded() throws Exception {
    handler =
        exchange -> {
          if (exchange.state().equals("")) {
            exchange.park(KEY, 60_000, "waiting");
          } else if (exchange.state().equals("waiting")) {
            exchange.park(KEY, 60_000, "ready");
          } else {
            exchange.respond(200, JSON, Buffer.buffer("{\"n\":1}"));
          }
        };
    Future<Message<Object>> one = vertx.eventBus().request("hotswap.v1.consume", null);
    Future<Message<Object>> two = vertx.eventBus().request("hotswap.v1.consume", null);
    patiently().until(() -> parking.waiting() == 2);
    assertFails("consume", null, new DeliveryOptions(), 429, "in flight: 2");
    parking.signal(KEY, 10);
    assertThat(done(one).body()).isEqualTo(new JsonObject().put("n", 1));
    assertThat(done(two).body()).isNotNull();
    assertThat(parking.waiting()).isZero();
  }

  @Test
  void operationsAreThoseOfTheGatewayThatServes() throws Exception {
    operations = Set.of("consume", "ack");
    door.refresh();
    patiently()
        .untilAsserted(
            () -> assertFails("publish", null, new DeliveryOptions(), -1, "No handlers"));
    assertThat(request("ack", null, new DeliveryOptions()).body()).isNotNull();
    operations = null;
    door.refresh();
    assertThat(request("ack", null, new DeliveryOptions()).body()).isNotNull();
  }

  @Test
  void stoppingAnswersWhatWaits() throws Exception {
    AtomicInteger asks = new AtomicInteger();
    handler =
        exchange -> {
          asks.incrementAndGet();
          if (exchange.ageMillis() >= 60_000) {
            exchange.respond(200, JSON, Buffer.buffer("{}"));
          } else {
            exchange.park(KEY, 60_000, "");
          }
        };
    Future<Message<Object>> waiting = vertx.eventBus().request("hotswap.v1.consume", null);
    patiently().until(() -> asks.get() == 2);
    done(door.stop());
    assertThat(done(waiting).body()).isEqualTo(new JsonObject());
    door.refresh();
    assertFails("consume", null, new DeliveryOptions(), -1, "No handlers");
  }

  private static void send(Socket socket, JsonObject frame) throws Exception {
    byte[] bytes = frame.encode().getBytes(StandardCharsets.UTF_8);
    socket
        .getOutputStream()
        .write(ByteBuffer.allocate(4 + bytes.length).putInt(bytes.length).put(bytes).array());
  }

  private static JsonObject receive(Socket socket) throws Exception {
    int length = ByteBuffer.wrap(socket.getInputStream().readNBytes(4)).getInt();
    return new JsonObject(Buffer.buffer(socket.getInputStream().readNBytes(length)));
  }

  private Socket connect() throws Exception {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), bridgePort);
    socket.setSoTimeout(20_000);
    return socket;
  }

  @Test
  void bridgeClientsReachOperationsAndNothingElse() throws Exception {
    assertThat(door.bridgePort()).isEqualTo(bridgePort);
    try (Socket socket = connect()) {
      JsonObject ask =
          new JsonObject()
              .put("type", "send")
              .put("address", "hotswap.v1.publish")
              .put("replyAddress", "r1")
              .put("headers", new JsonObject().put("Content-Type", "t"))
              .put("body", new JsonObject().put("a", 1));
      send(socket, ask);
      JsonObject answer = receive(socket);
      assertThat(answer.getString("address")).isEqualTo("r1");
      assertThat(answer.getJsonObject("headers").getString("status")).isEqualTo("201");
      assertThat(answer.getJsonObject("body").getString("body")).isEqualTo("{\"a\":1}");
      for (String bytes : List.of("-_8=", "-_8", "+/8=")) {
        send(socket, ask.copy().put("body", bytes));
        assertThat(receive(socket).getJsonObject("body").getString("body"))
            .isEqualTo(Buffer.buffer(new byte[] {(byte) 0xfb, (byte) 0xff}).toString());
      }
      handler =
          exchange ->
              exchange.respond(
                  200, Map.of("Content-Type", "a/b"), Buffer.buffer(new byte[] {-5, -1}));
      send(socket, ask);
      assertThat(receive(socket).getString("body")).isEqualTo("-_8");
      handler = exchange -> exchange.respond(404, JSON, Buffer.buffer("{}"));
      send(socket, ask);
      assertThat(receive(socket).getInteger("failureCode")).isEqualTo(404);
      send(socket, ask.copy().put("address", "secret"));
      assertThat(receive(socket).getString("message")).isEqualTo("access_denied");
      send(socket, new JsonObject().put("type", "register").put("address", "other"));
      assertThat(receive(socket).getString("message")).isEqualTo("access_denied");
      send(socket, new JsonObject().put("type", "register").put("address", "news"));
      send(socket, new JsonObject().put("type", "ping"));
      assertThat(receive(socket).getString("type")).isEqualTo("pong");
      vertx.eventBus().publish("news", new JsonObject().put("hot", true));
      assertThat(receive(socket).getJsonObject("body").getBoolean("hot")).isTrue();
    }
  }

  @Test
  void bridgeIsBounded() throws Exception {
    try (Socket one = connect()) {
      send(one, new JsonObject().put("type", "ping"));
      receive(one);
      try (Socket two = connect()) {
        assertThat(two.getInputStream().read()).isEqualTo(-1);
      }
      one.getOutputStream().write(new byte[] {0, 0, 9, 0});
      assertThat(one.getInputStream().read()).isEqualTo(-1);
    }
    try (Socket socket = reconnect()) {
      socket.getOutputStream().write(new byte[] {-1, 0, 0, 0});
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
    try (Socket socket = reconnect()) {
      send(socket, new JsonObject().put("type", "nonsense"));
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  /** The bridge notes a closed connection a little later than its client. */
  private Socket reconnect() {
    return patiently()
        .ignoreExceptions()
        .until(
            () -> {
              Socket socket = connect();
              send(socket, new JsonObject().put("type", "ping"));
              receive(socket);
              return socket;
            },
            socket -> true);
  }
}
