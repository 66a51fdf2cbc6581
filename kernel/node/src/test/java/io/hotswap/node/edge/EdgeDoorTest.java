package io.hotswap.node.edge;

import static io.hotswap.testkit.time.Patience.eventually;
import static io.hotswap.testkit.time.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.door.DoorCodec;
import io.hotswap.contracts.edge.Exchange;
import io.hotswap.contracts.plugin.WaitKey;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** WebSockets of the streaming door: binary both ways, with bounds of their own. */
class EdgeDoorTest {
  private static final WaitKey KEY = WaitKey.swap("s");
  private static final byte[] NO_TEXT = {(byte) 0xFF, 0, 7};

  private final Queue<Buffer> got = new ConcurrentLinkedQueue<>();
  private final Queue<Boolean> doors = new ConcurrentLinkedQueue<>();
  private final AtomicInteger largest = new AtomicInteger();
  private EdgeFixture node;
  private WebSocketClient client;

  @BeforeEach
  void open(@TempDir Path data) throws Exception {
    node =
        EdgeFixture.open(
            data, "edge: {websocket-message-bytes-max: 1KiB, door-message-bytes-max: 64KiB}");
    client =
        node.vertx.createWebSocketClient(
            new WebSocketClientOptions().setMaxFrameSize(1 << 20).setMaxMessageSize(1 << 20));
    node.answering(this::echo);
  }

  @AfterEach
  void close() throws Exception {
    node.close();
  }

  private void echo(Exchange exchange) {
    if (exchange.closed()) {
      exchange.end();
      return;
    }
    if (exchange.state().isEmpty()) {
      doors.add(exchange.door());
      exchange.write(Map.of(), Buffer.buffer());
    }
    List<Buffer> messages = exchange.received();
    messages.forEach(one -> exchange.write(Map.of(), one));
    largest.accumulateAndGet(messages.stream().mapToInt(Buffer::length).sum(), Math::max);
    exchange.park(KEY, 600_000, "open");
  }

  private WebSocket connect(String... protocols) throws Exception {
    WebSocketConnectOptions to =
        new WebSocketConnectOptions().setHost("127.0.0.1").setPort(node.edge.port()).setURI("/d");
    for (String protocol : protocols) {
      to.addSubProtocol(protocol);
    }
    ClientWebSocket socket = client.webSocket();
    socket.binaryMessageHandler(got::add);
    return EdgeFixture.await(socket.connect(to));
  }

  private static void closedWith(WebSocket socket, int code) {
    patiently().until(socket::isClosed);
    assertThat(socket.closeStatusCode()).isEqualTo((short) code);
  }

  @Test
  void messagesAreBytesBothWays() throws Exception {
    WebSocket socket = connect("mqtt", DoorCodec.PROTOCOL);
    assertThat(socket.subProtocol()).isEqualTo(DoorCodec.PROTOCOL);
    socket.writeBinaryMessage(Buffer.buffer(NO_TEXT));
    Buffer large = Buffer.buffer(new byte[60_000]);
    socket.writeBinaryMessage(large);
    eventually(() -> assertThat(got).containsExactly(Buffer.buffer(NO_TEXT), large));
    assertThat(doors).containsExactly(true);
    EdgeFixture.await(socket.close());
    patiently().until(() -> node.edge.streams() == 0);
  }

  @Test
  void textAndWhatIsTooLargeAreRefused() throws Exception {
    WebSocket text = connect(DoorCodec.PROTOCOL);
    text.writeTextMessage("hello");
    closedWith(text, 1003);
    WebSocket large = connect(DoorCodec.PROTOCOL);
    large.writeBinaryMessage(Buffer.buffer(new byte[(64 << 10) + 1]));
    closedWith(large, 1009);
  }

  @Test
  void otherSocketsKeepToTextAndTheirBound() throws Exception {
    WebSocket plain = connect();
    plain.writeBinaryMessage(Buffer.buffer(NO_TEXT));
    closedWith(plain, 1003);
    WebSocket large = connect();
    large.writeTextMessage("x".repeat(1025));
    closedWith(large, 1009);
    assertThat(doors).containsExactly(false, false);
  }

  @Test
  void whatWaitsIsBoundedInBytes() throws Exception {
    WebSocket socket = connect(DoorCodec.PROTOCOL);
    Buffer piece = Buffer.buffer(new byte[32 << 10]);
    for (int i = 0; i < 64; i++) {
      socket.writeBinaryMessage(piece);
    }
    eventually(() -> assertThat(got).hasSize(64));
    // What one read of the socket brings still arrives after it was paused.
    assertThat(largest.get()).isLessThan(1 << 20);
  }

  /** A gateway may park and go on with what it was told; but not with any amount of it. */
  @Test
  void whatIsUnfinishedIsBounded() throws Exception {
    Queue<Promise<Void>> unfinished = new ConcurrentLinkedQueue<>();
    node.gateway =
        exchange -> {
          Promise<Void> promise = Promise.promise();
          boolean first = exchange.state().isEmpty();
          echo(exchange);
          if (first || exchange.closed()) {
            promise.complete();
          } else {
            unfinished.add(promise);
          }
          return promise.future();
        };
    WebSocket socket = connect(DoorCodec.PROTOCOL);
    patiently().until(() -> unfinished.size() == 1);
    for (int i = 1; i <= 3; i++) {
      int sent = i;
      socket.writeBinaryMessage(Buffer.buffer(NO_TEXT));
      eventually(() -> assertThat(got).hasSize(sent));
    }
    assertThat(unfinished).hasSize(4);
    socket.writeBinaryMessage(Buffer.buffer(NO_TEXT));
    socket.writeBinaryMessage(Buffer.buffer(NO_TEXT));
    EdgeFixture.await(socket.writePing(Buffer.buffer()));
    assertThat(got).hasSize(3);
    unfinished.poll().complete();
    eventually(() -> assertThat(got).hasSize(5));
    unfinished.forEach(one -> one.tryComplete());
    EdgeFixture.await(socket.close());
    patiently().until(() -> node.edge.streams() == 0);
  }
}
