package io.hotswap.node.edge;

import static io.hotswap.testkit.time.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.contracts.edge.Exchange;
import io.hotswap.contracts.edge.Principal;
import io.hotswap.contracts.edge.Principal.Role;
import io.hotswap.contracts.plugin.WaitKey;
import io.hotswap.node.edge.EdgeFixture.Raw;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.http.WebSocketFrame;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EdgeSocketTest {
  private static final WaitKey KEY = WaitKey.swap("s");
  private static final long LONG = 600_000;

  private final Queue<String> got = new ConcurrentLinkedQueue<>();
  private final AtomicInteger lastAsks = new AtomicInteger();
  private EdgeFixture node;
  private WebSocketClient client;

  @BeforeEach
  void open(@TempDir Path data) throws Exception {
    node =
        EdgeFixture.open(
            data,
            "edge: {websocket-message-bytes-max: 1KiB, websocket-messages-max: 2, streams-max: 2}");
    client = node.vertx.createWebSocketClient();
    node.answering(exchange -> echo(exchange, "v1"));
  }

  @AfterEach
  void close() throws Exception {
    node.close();
  }

  /** Greets, and says each message back with the name of the version asked. */
  private void echo(Exchange exchange, String version) {
    if (exchange.closed()) {
      lastAsks.incrementAndGet();
      exchange.end();
      return;
    }
    if (exchange.state().isEmpty()) {
      exchange.write(Map.of("Content-Type", "x/y"), Buffer.buffer());
      exchange.write(Map.of(), Buffer.buffer("hello"));
    }
    for (Buffer text : exchange.received()) {
      if (text.toString().equals("bye")) {
        exchange.end();
        return;
      }
      exchange.write(Map.of(), Buffer.buffer(version + " " + text));
    }
    exchange.park(KEY, LONG, "open");
  }

  private WebSocketConnectOptions to(String uri) {
    return new WebSocketConnectOptions().setHost("127.0.0.1").setPort(node.edge.port()).setURI(uri);
  }

  private WebSocket connect(String uri) throws Exception {
    ClientWebSocket socket = client.webSocket();
    socket.textMessageHandler(got::add);
    return EdgeFixture.await(socket.connect(to(uri)));
  }

  private void says(String... texts) {
    patiently().untilAsserted(() -> assertThat(got).containsExactly(texts));
  }

  @Test
  void talksOverSwapsOfTheGateway() throws Exception {
    WebSocket socket = connect("/s");
    socket.writeTextMessage("a");
    says("hello", "v1 a");
    node.answering(exchange -> echo(exchange, "v2"));
    socket.writeFrame(WebSocketFrame.textFrame("b", false));
    socket.writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer("c"), true));
    says("hello", "v1 a", "v2 bc");
    assertThat(node.edge.streams()).isEqualTo(1);
    socket.writeTextMessage("bye");
    patiently().until(socket::isClosed);
    assertThat(socket.closeStatusCode()).isEqualTo((short) 1000);
    patiently().until(() -> node.edge.streams() == 0);
    assertThat(node.parking.waiting()).isZero();
    assertThat(lastAsks).hasValue(0);
    assertThat(node.edge.serverErrors()).isZero();
  }

  @Test
  void pingsAreAnswered() throws Exception {
    WebSocket socket = connect("/s");
    AtomicReference<Buffer> pong = new AtomicReference<>();
    socket.pongHandler(pong::set);
    socket.writePing(Buffer.buffer("p"));
    patiently().until(() -> pong.get() != null && pong.get().toString().equals("p"));
  }

  @Test
  void pongsMayComeAtAnyTime() throws Exception {
    WebSocket socket = connect("/s");
    socket.writePong(Buffer.buffer());
    socket.writeTextMessage("a");
    socket.writeFrame(WebSocketFrame.textFrame("b", false));
    socket.writePong(Buffer.buffer("p"));
    socket.writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer("c"), true));
    says("hello", "v1 a", "v1 bc");
  }

  @Test
  void gatewayIsAskedOneLastTimeWhenTheClientGoes() throws Exception {
    WebSocket socket = connect("/s");
    says("hello");
    EdgeFixture.await(socket.close());
    patiently().until(() -> lastAsks.get() == 1);
    assertThat(node.edge.streams()).isZero();
    patiently().until(() -> node.parking.waiting() == 0);
  }

  @Test
  void manyMessagesArriveInOrderHoweverFewAreHeld() throws Exception {
    WebSocket socket = connect("/s");
    String[] expected = new String[301];
    expected[0] = "hello";
    for (int i = 1; i <= 300; i++) {
      socket.writeTextMessage("m" + i);
      expected[i] = "v1 m" + i;
    }
    says(expected);
  }

  @ParameterizedTest
  @CsvSource({"1500,1009", "5000,1009"})
  void tooLargeIsRefused(int size, short code) throws Exception {
    WebSocket socket = connect("/s");
    socket.writeTextMessage("x".repeat(size));
    patiently().until(socket::isClosed);
    assertThat(socket.closeStatusCode()).isEqualTo(code);
    patiently().until(() -> lastAsks.get() == 1);
  }

  @Test
  void tooLargeInPiecesBinaryAndNoUtf8AreRefused() throws Exception {
    WebSocket pieces = connect("/s");
    for (int i = 0; i < 3; i++) {
      Buffer piece = Buffer.buffer("y".repeat(500));
      pieces.writeFrame(
          i == 0
              ? WebSocketFrame.textFrame(piece.toString(), false)
              : WebSocketFrame.continuationFrame(piece, false));
    }
    patiently().until(pieces::isClosed);
    assertThat(pieces.closeStatusCode()).isEqualTo((short) 1009);
    WebSocket binary = connect("/s");
    binary.writeBinaryMessage(Buffer.buffer("z"));
    patiently().until(binary::isClosed);
    assertThat(binary.closeStatusCode()).isEqualTo((short) 1003);
    WebSocket broken = connect("/s");
    broken.writeFrame(WebSocketFrame.textFrame("ok", false));
    broken.writeFrame(
        WebSocketFrame.continuationFrame(Buffer.buffer(new byte[] {(byte) 0xff}), true));
    patiently().until(broken::isClosed);
    assertThat(broken.closeStatusCode()).isEqualTo((short) 1007);
  }

  /** It is no consumer any more, though its connection stays for a while. */
  @Test
  void whoeverIsRefusedAndDoesNotCloseIsGone() throws Exception {
    try (EdgeFixture.Raw raw = node.raw()) {
      raw.write("GET /s HTTP/1.1\r\nHost: h\r\n").write("Upgrade: websocket\r\n");
      raw.write("Connection: Upgrade\r\n").write("Sec-WebSocket-Version: 13\r\n");
      raw.write("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
      raw.readUntil("hello");
      byte[] binaryFrame = {(byte) 0x82, (byte) 0x80, 0, 0, 0, 0};
      raw.socket().getOutputStream().write(binaryFrame);
      patiently().until(() -> lastAsks.get() == 1);
      assertThat(node.edge.streams()).isZero();
    }
  }

  @Test
  void moreStreamsThanAllowedAreRefused() throws Exception {
    connect("/1");
    connect("/2");
    assertRefused("/3", 429, "TooManyRequests");
    assertThat(node.edge.streams()).isEqualTo(2);
  }

  @Test
  void gatewayRefusesByAnAnswer() throws Exception {
    node.answering(
        exchange -> {
          assertThat(exchange.webSocket()).isTrue();
          exchange.respond(403, Map.of("X-Why", "no"), Buffer.buffer("{no}"));
        });
    assertRefused("/s", 403, "{no}");
  }

  @Test
  void gatewayMayParkBeforeItAccepts() throws Exception {
    AtomicInteger asks = new AtomicInteger();
    node.answering(
        exchange -> {
          if (asks.incrementAndGet() < 3) {
            exchange.park(KEY, LONG, "");
          } else {
            echo(exchange, "late");
          }
        });
    Future<WebSocket> connected = client.connect(to("/s"));
    patiently().until(() -> asks.get() == 2);
    node.parking.signal(KEY, 1);
    EdgeFixture.await(connected).textMessageHandler(got::add).writeTextMessage("x");
    patiently().untilAsserted(() -> assertThat(got).contains("late x"));
  }

  private void assertRefused(String uri, int status, String text) {
    assertThatThrownBy(() -> EdgeFixture.await(client.connect(to(uri))))
        .hasCauseInstanceOf(UpgradeRejectedException.class)
        .cause()
        .satisfies(
            cause -> {
              UpgradeRejectedException refused = (UpgradeRejectedException) cause;
              assertThat(refused.getStatus()).isEqualTo(status);
              assertThat(refused.getBody().toString()).contains(text);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET|Connection: x|dGhlIHNhbXBsZSBub25jZQ==|13|header:Connection",
        "GET|Connection: Upgrade|short|13|header:Sec-WebSocket-Key",
        "GET|Connection: Upgrade|dGhlIHNhbXBsZSBub25jZQ==|8|header:Sec-WebSocket-Version",
        "HEAD|Connection: Upgrade|dGhlIHNhbXBsZSBub25jZQ==|13|",
      })
  void malformedHandshakesAreRefused(
      String method, String connection, String key, String version, String why) throws Exception {
    try (Raw raw = node.raw()) {
      raw.write(
          "%s /s HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n%s\r\nSec-WebSocket-Key: %s\r\nSec-WebSocket-Version: %s\r\n\r\n"
              .formatted(method, connection, key, version));
      String answer = raw.readUntil(method.equals("HEAD") ? "\r\n\r\n" : "}]}");
      assertThat(answer).startsWith("HTTP/1.1 400").contains(why == null ? "" : why);
    }
  }

  @Test
  void tokenMayComeInTheQueryOfStreamsOnly() throws Exception {
    Queue<String> seen = new ConcurrentLinkedQueue<>();
    node.answering(
        exchange -> {
          seen.add(exchange.principal().map(Principal::subject) + " " + exchange.query().keySet());
          exchange.respond(200, Map.of(), Buffer.buffer());
        });
    String token = node.token(Role.consumer);
    assertThatThrownBy(() -> EdgeFixture.await(client.connect(to("/s?access_token=" + token))))
        .hasCauseInstanceOf(UpgradeRejectedException.class);
    node.send(node.request("/e?a=1&access_token=" + token).header("Accept", "text/event-stream"));
    node.get("/plain?access_token=" + token);
    assertThat(seen)
        .containsExactly(
            "Optional[tester] []", "Optional[tester] [a]", "Optional.empty [access_token]");
    assertThat(
            node.send(node.request("/e?access_token=wrong").header("Accept", "text/event-stream"))
                .statusCode())
        .isEqualTo(401);
    assertThat(
            node.send(
                    node.request("/e?access_token=a&access_token=b")
                        .header("Accept", "text/event-stream"))
                .statusCode())
        .isEqualTo(401);
  }

  @Test
  void stoppingClosesWith1001AndAsksOnceMore() throws Exception {
    WebSocket socket = connect("/s");
    says("hello");
    patiently().until(() -> node.parking.waiting() == 1);
    EdgeFixture.await(node.edge.stop(Duration.ofSeconds(10)));
    patiently().until(socket::isClosed);
    assertThat(socket.closeStatusCode()).isEqualTo((short) 1001);
    patiently().until(() -> lastAsks.get() == 1);
  }

  @Test
  void clientThatLeavesBeforeItIsAcceptedIsNoStream() throws Exception {
    AtomicInteger asks = new AtomicInteger();
    node.answering(
        exchange -> {
          asks.incrementAndGet();
          exchange.park(KEY, LONG, "");
        });
    try (Raw raw = node.raw()) {
      raw.write(
          """
          GET /s HTTP/1.1\r
          Host: h\r
          Upgrade: websocket\r
          Connection: Upgrade\r
          Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
          Sec-WebSocket-Version: 13\r
          \r
          """);
      patiently().until(() -> asks.get() == 2);
    }
    patiently().until(() -> node.parking.waiting() == 0);
    assertThat(asks).hasValue(2);
    assertThat(List.of(node.edge.streams())).containsExactly(0);
  }
}
