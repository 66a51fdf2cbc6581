package io.hotswap.node.edge;

import static io.hotswap.testkit.time.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.contracts.plugin.WaitKey;
import io.hotswap.node.edge.EdgeFixture.Raw;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EdgeStopTest {
  private static final WaitKey KEY = WaitKey.subscription(1, "g");
  private static final String GET = "GET /x HTTP/1.1\r\nHost: h\r\n\r\n";

  private EdgeFixture node;

  @BeforeEach
  void open(@TempDir Path data) throws Exception {
    node = EdgeFixture.open(data);
  }

  @AfterEach
  void close() throws Exception {
    node.close();
  }

  @Test
  void whatIsInFlightIsAnsweredAndThenClosed() throws Exception {
    Promise<Void> go = Promise.promise();
    AtomicInteger asked = new AtomicInteger();
    node.gateway =
        exchange -> {
          asked.incrementAndGet();
          return go.future()
              .onSuccess(now -> exchange.respond(200, Map.of(), Buffer.buffer("done")));
        };
    try (Raw busy = node.raw();
        Raw idle = node.raw()) {
      idle.write("GET /health/live HTTP/1.1\r\nHost: h\r\n\r\n").readUntil("UP\"}");
      busy.write(GET);
      patiently().until(() -> asked.get() == 1);

      Future<Void> stopped = node.edge.stop(Duration.ofSeconds(10));
      assertThat(idle.readAll()).isEmpty();
      assertThat(stopped.isComplete()).isFalse();
      go.complete();

      assertThat(busy.readAll()).containsIgnoringCase("connection: close").endsWith("done");
      EdgeFixture.await(stopped);
    }
    assertThatThrownBy(() -> node.raw()).isInstanceOf(ConnectException.class);
  }

  @Test
  void parkedAreAskedAtOnceAsIfTheirTimeWereOver() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    node.answering(
        exchange -> {
          asked.incrementAndGet();
          if (exchange.ageMillis() >= 30_000) {
            exchange.respond(200, Map.of(), Buffer.buffer("nothing"));
          } else {
            exchange.park(KEY, 30_000, "");
          }
        });
    try (Raw raw = node.raw()) {
      raw.write(GET);
      patiently().until(() -> asked.get() == 2);

      Future<Void> stopped = node.edge.stop(Duration.ofSeconds(10));
      assertThat(raw.readAll()).startsWith("HTTP/1.1 200").endsWith("nothing");
      EdgeFixture.await(stopped);
    }
  }

  @Test
  void whoParksOnIsTurnedAway() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    node.answering(
        exchange -> {
          asked.incrementAndGet();
          exchange.park(KEY, 30_000, "");
        });
    try (Raw raw = node.raw()) {
      raw.write(GET);
      patiently().until(() -> asked.get() == 2);

      Future<Void> stopped = node.edge.stop(Duration.ofSeconds(10));
      assertThat(raw.readAll()).startsWith("HTTP/1.1 503").contains("stopping");
      EdgeFixture.await(stopped);
    }
  }

  @Test
  void whatIsNotAnsweredInTimeIsCut() throws Exception {
    node.gateway = exchange -> Promise.<Void>promise().future();
    try (Raw raw = node.raw()) {
      raw.write(GET);
      patiently().until(() -> node.edge.connections() == 1);

      EdgeFixture.await(node.edge.stop(Duration.ofMillis(200)));
      assertThat(raw.readAll()).isEmpty();
    }
  }
}
