package io.hotswap.node.edge;

import static io.hotswap.testkit.time.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.edge.Exchange;
import io.hotswap.contracts.plugin.WaitKey;
import io.hotswap.node.edge.EdgeFixture.Raw;
import io.vertx.core.buffer.Buffer;
import java.io.BufferedInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EdgeStreamTest {
  private static final WaitKey KEY = WaitKey.swap("s");
  private static final Map<String, String> EVENTS = Map.of("Content-Type", "text/event-stream");
  private static final String GET = "GET /events HTTP/1.1\r\nHost: h\r\n\r\n";

  private EdgeFixture node;

  @BeforeEach
  void open(@TempDir Path data) throws Exception {
    node = EdgeFixture.open(data, "edge: {stream-bytes-max: 256KiB, stream-bytes-ahead: 64KiB}");
  }

  @AfterEach
  void close() throws Exception {
    node.close();
  }

  @Test
  void streamGoesOnOverParksAndGateways() throws Exception {
    AtomicInteger asks = new AtomicInteger();
    node.answering(
        exchange -> {
          asks.incrementAndGet();
          step(exchange, "v1");
        });
    try (Raw raw = node.raw()) {
      raw.write(GET);
      assertThat(raw.readUntil("v1-1")).contains("200 OK").contains("text/event-stream");
      patiently().until(() -> asks.get() == 2);
      node.answering(exchange -> step(exchange, "v2"));
      node.parking.signal(KEY, Integer.MAX_VALUE);
      raw.readUntil("v2-2");
      node.parking.signal(KEY, Integer.MAX_VALUE);
      raw.readUntil("v2-3");
      assertThat(raw.readUntil("0\r\n\r\n")).isNotNull();
      raw.write("GET /health/live HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(raw.readUntil("UP")).startsWith("HTTP/1.1 200");
    }
  }

  /** Says something new each time it is asked after a signal; the first re-ask brings nothing. */
  private static void step(Exchange exchange, String version) {
    switch (exchange.state()) {
      case "" -> {
        exchange.write(EVENTS, Buffer.buffer());
        exchange.write(EVENTS, Buffer.buffer(version + "-1"));
        exchange.park(KEY, 20_000, "look");
      }
      case "look" -> exchange.park(KEY, 20_000, "2");
      case "2" -> {
        exchange.write(EVENTS, Buffer.buffer(version + "-2"));
        exchange.park(KEY, 20_000, "3");
      }
      default -> {
        exchange.write(EVENTS, Buffer.buffer(version + "-3"));
        exchange.end();
      }
    }
  }

  @Test
  void headIsSentWithoutAnythingToSay() throws Exception {
    node.answering(
        exchange -> {
          exchange.write(EVENTS, Buffer.buffer());
          exchange.park(KEY, 20_000, "");
        });
    try (Raw raw = node.raw()) {
      raw.write(GET);
      assertThat(raw.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 200").contains("chunked");
    }
    patiently().until(() -> node.parking.waiting() == 0);
  }

  @Test
  void headRequestGetsTheHeadOfAStream() throws Exception {
    node.answering(
        exchange -> {
          exchange.write(EVENTS, Buffer.buffer("x"));
          exchange.end();
        });
    try (Raw raw = node.raw()) {
      raw.write("HEAD /events HTTP/1.1\r\nHost: h\r\n\r\n" + GET);
      assertThat(raw.readUntil("0\r\n\r\n")).containsOnlyOnce("x\r\n");
    }
  }

  @Test
  void clientThatDoesNotReadIsCut() throws Exception {
    AtomicReference<Exchange> stream = new AtomicReference<>();
    node.answering(
        exchange -> {
          if (stream.compareAndSet(null, exchange)) {
            exchange.write(EVENTS, Buffer.buffer());
          }
          exchange.park(KEY, 20_000, "");
        });
    try (Raw raw = node.raw()) {
      raw.write(GET);
      raw.readUntil("\r\n\r\n");
      patiently()
          .until(
              () -> {
                stream.get().write(EVENTS, Buffer.buffer(new byte[64 << 10]));
                return node.edge.connectionsClosed() == 1;
              });
      patiently().until(() -> node.parking.waiting() == 0);
    }
  }

  @Test
  void gatewayIsAskedOneLastTimeWhenTheClientGoes() throws Exception {
    AtomicInteger last = new AtomicInteger();
    node.answering(
        exchange -> {
          if (exchange.closed()) {
            last.incrementAndGet();
            exchange.end();
          } else {
            exchange.write(EVENTS, Buffer.buffer("x"));
            exchange.park(KEY, 20_000, "");
          }
        });
    try (Raw raw = node.raw()) {
      raw.write(GET);
      raw.readUntil("x\r\n");
      patiently().until(() -> node.parking.waiting() == 1);
      assertThat(node.edge.streams()).isEqualTo(1);
    }
    patiently().until(() -> last.get() == 1);
    assertThat(node.edge.streams()).isZero();
    assertThat(node.parking.waiting()).isZero();
    assertThat(node.edge.serverErrors()).isZero();
  }

  @Test
  void whoParksAtTheLastAskIsNotAskedAgain() throws Exception {
    AtomicInteger last = new AtomicInteger();
    node.answering(
        exchange -> {
          if (exchange.closed()) {
            last.incrementAndGet();
          } else {
            exchange.write(EVENTS, Buffer.buffer("x"));
          }
          exchange.park(KEY, 20_000, "");
        });
    try (Raw raw = node.raw()) {
      raw.write(GET);
      raw.readUntil("x\r\n");
      patiently().until(() -> node.parking.waiting() == 1);
    }
    patiently().until(() -> last.get() == 1);
    node.parking.signal(KEY, 10);
    node.get("/health/live");
    assertThat(last).hasValue(1);
  }

  /** Writes as long as it may, with nobody ever signalling: only the client's reading does. */
  @Test
  void slowClientGetsAllAtItsOwnPace() throws Exception {
    int most = 8 << 20;
    AtomicInteger written = new AtomicInteger();
    AtomicInteger waits = new AtomicInteger();
    node.answering(
        exchange -> {
          while (written.get() < most && exchange.writable()) {
            exchange.write(EVENTS, Buffer.buffer("y".repeat(32 << 10)));
            written.addAndGet(32 << 10);
          }
          if (written.get() < most) {
            waits.incrementAndGet();
            exchange.park(KEY, 600_000, "");
          } else {
            exchange.end();
          }
        });
    try (Raw raw = node.raw()) {
      raw.write(GET);
      raw.readUntil("\r\n\r\n");
      patiently().until(() -> waits.get() > 1);
      InputStream in = new BufferedInputStream(raw.socket().getInputStream());
      for (int left = most; left > 0; ) {
        left -= in.read() == 'y' ? 1 : 0;
      }
    }
    assertThat(node.edge.connectionsClosed()).isZero();
  }

  @Test
  void stoppingEndsStreamsAtAChunk() throws Exception {
    AtomicInteger last = new AtomicInteger();
    node.answering(
        exchange -> {
          if (exchange.closed()) {
            last.incrementAndGet();
            exchange.end();
            return;
          }
          exchange.write(EVENTS, Buffer.buffer(exchange.state().isEmpty() ? "z" : ""));
          exchange.park(KEY, 600_000, "go");
        });
    try (Raw raw = node.raw()) {
      raw.write(GET);
      raw.readUntil("z\r\n");
      EdgeFixture.await(node.edge.stop(java.time.Duration.ofSeconds(10)));
      assertThat(raw.readAll()).isEqualTo("0\r\n\r\n");
    }
    patiently().until(() -> last.get() == 1);
  }

  @Test
  void faultAmidAStreamCutsIt() throws Exception {
    node.answering(exchange -> exchange.write(EVENTS, Buffer.buffer("begun")));
    try (Raw raw = node.raw()) {
      raw.write(GET);
      assertThat(raw.readAll()).contains("begun").doesNotContain("0\r\n\r\n");
    }
    node.answering(
        exchange -> {
          exchange.write(EVENTS, Buffer.buffer("begun"));
          exchange.respond(200, Map.of(), Buffer.buffer());
        });
    try (Raw raw = node.raw()) {
      raw.write(GET);
      assertThat(raw.readAll()).doesNotContain("0\r\n\r\n");
    }
    node.answering(exchange -> exchange.write(Map.of("X", "\n"), Buffer.buffer("begun")));
    assertThat(node.get("/").statusCode()).isEqualTo(500);
    assertThat(node.edge.serverErrors()).isEqualTo(3);
  }
}
