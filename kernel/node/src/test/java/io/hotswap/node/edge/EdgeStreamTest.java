package io.hotswap.node.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.edge.Exchange;
import io.hotswap.contracts.plugin.WaitKey;
import io.hotswap.node.edge.EdgeFixture.Raw;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
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
    node = EdgeFixture.open(data, "edge: {stream-bytes-max: 256KiB}");
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
      Awaitility.await().until(() -> asks.get() == 2);
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
    Awaitility.await().until(() -> node.parking.waiting() == 0);
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
      Awaitility.await()
          .until(
              () -> {
                stream.get().write(EVENTS, Buffer.buffer(new byte[64 << 10]));
                return node.edge.connectionsClosed() == 1;
              });
      Awaitility.await().until(() -> node.parking.waiting() == 0);
    }
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
