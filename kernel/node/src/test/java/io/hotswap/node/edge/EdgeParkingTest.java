package io.hotswap.node.edge;

import static io.hotswap.testkit.time.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.edge.Exchange;
import io.hotswap.contracts.plugin.WaitKey;
import io.hotswap.node.edge.EdgeFixture.Raw;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EdgeParkingTest {
  private static final WaitKey KEY = WaitKey.subscription(7, "g");
  private static final WaitKey OTHER = WaitKey.subscription(8, "g");

  private final AtomicInteger asks = new AtomicInteger();
  private final Queue<String> stock = new ConcurrentLinkedQueue<>();
  private EdgeFixture node;

  @BeforeEach
  void open(@TempDir Path data) throws Exception {
    node = EdgeFixture.open(data, "edge: {parked-max: 40}");
  }

  @AfterEach
  void close() throws Exception {
    node.close();
  }

  @Test
  void isAskedAtOnceOnceMoreAndThenWhenSignalled() throws Exception {
    node.answering(exchange -> serve(exchange, 20_000));
    CompletableFuture<HttpResponse<String>> answer = poll();
    patiently().until(() -> asks.get() == 2 && node.parking.waiting() == 1);

    stock.add("m");
    node.parking.signal(KEY, 1);

    assertThat(answer.get(10, TimeUnit.SECONDS).body()).isEqualTo("m");
    assertThat(asks).hasValue(3);
    assertThat(node.parking.waiting()).isZero();
  }

  @Test
  void isAskedWhenItsTimeIsOver() throws Exception {
    node.answering(exchange -> serve(exchange, 150));

    assertThat(node.get("/").body()).isEqualTo("none after 150");
    assertThat(asks).hasValue(3);
  }

  @Test
  void stateIsKept() throws Exception {
    node.answering(
        exchange -> {
          if (exchange.state().length() < 3) {
            exchange.park(KEY, 20_000, exchange.state() + "x");
            node.parking.signal(KEY, 1);
          } else {
            exchange.respond(200, Map.of(), Buffer.buffer(exchange.state()));
          }
        });

    assertThat(node.get("/").body()).isEqualTo("xxx");
  }

  @Test
  void parkingOnAnotherKeyLeavesTheFirst() throws Exception {
    node.answering(
        exchange -> {
          asks.incrementAndGet();
          switch (exchange.state()) {
            case "" -> exchange.park(KEY, 20_000, "1");
            case "1" -> exchange.park(OTHER, 20_000, "2");
            default -> {
              if (stock.isEmpty()) {
                exchange.park(OTHER, 20_000, "2");
              } else {
                exchange.respond(200, Map.of(), Buffer.buffer(stock.poll()));
              }
            }
          }
        });
    CompletableFuture<HttpResponse<String>> answer = poll();
    patiently().until(() -> asks.get() == 3);
    node.parking.signal(KEY, 5);
    stock.add("m");
    node.parking.signal(OTHER, 1);

    assertThat(answer.get(10, TimeUnit.SECONDS).body()).isEqualTo("m");
    assertThat(asks).hasValue(4);
  }

  @Test
  void anotherGatewayIsAskedAfterASwap() throws Exception {
    node.answering(exchange -> serve(exchange, 20_000));
    CompletableFuture<HttpResponse<String>> answer = poll();
    patiently().until(() -> asks.get() == 2);

    node.answering(exchange -> exchange.respond(200, Map.of(), Buffer.buffer("v2")));
    node.parking.signal(KEY, 1);

    assertThat(answer.get(10, TimeUnit.SECONDS).body()).isEqualTo("v2");
  }

  @Test
  void clientThatLeavesGivesUpItsPlaceAndItsSignal() throws Exception {
    node.answering(exchange -> serve(exchange, 20_000));
    try (Raw raw = node.raw()) {
      raw.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
      patiently().until(() -> asks.get() == 2 && node.parking.waiting() == 1);
    }
    patiently().until(() -> node.parking.waiting() == 0);
  }

  @Test
  void placesAreBounded() throws Exception {
    node.answering(exchange -> serve(exchange, 20_000));
    List<CompletableFuture<HttpResponse<String>>> held = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      held.add(poll());
    }
    patiently().until(() -> node.parking.waiting() == 40);

    HttpResponse<String> refused = node.get("/");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("Retry-After")).contains("1");

    for (int i = 0; i < 40; i++) {
      stock.add("m");
    }
    node.parking.signal(KEY, Integer.MAX_VALUE);
    for (CompletableFuture<HttpResponse<String>> answer : held) {
      assertThat(answer.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void gatewayThatNeverAnswersWhatIsOverdueIsAtFault() throws Exception {
    node.answering(exchange -> exchange.park(KEY, 50, ""));

    assertThat(node.get("/").statusCode()).isEqualTo(500);
    assertThat(node.edge.serverErrors()).isEqualTo(1);
  }

  @Test
  void stateBeyondItsBoundIsAFault() throws Exception {
    node.answering(exchange -> exchange.park(KEY, 50, "x".repeat(257)));

    assertThat(node.get("/").statusCode()).isEqualTo(500);
  }

  @Test
  void failureAfterParkingLeavesItParked() throws Exception {
    node.gateway =
        exchange -> {
          serve(exchange, 20_000);
          return Future.failedFuture("after the fact");
        };
    CompletableFuture<HttpResponse<String>> answer = poll();
    patiently().until(() -> asks.get() == 2);
    stock.add("m");
    node.parking.signal(KEY, 1);

    assertThat(answer.get(10, TimeUnit.SECONDS).body()).isEqualTo("m");
  }

  /** Long polls from many clients, some of which hang up, against a producer: all is delivered. */
  @ParameterizedTest
  @ValueSource(longs = {11, 12})
  void everythingIsDelivered(long seed) throws Exception {
    int items = 600;
    Random random = new Random(seed);
    node.answering(exchange -> serve(exchange, 20_000));
    Queue<String> received = new ConcurrentLinkedQueue<>();
    List<CompletableFuture<Void>> clients = new ArrayList<>();
    for (int c = 0; c < 8; c++) {
      clients.add(pollAndPollAgain(received));
    }
    for (int i = 0; i < items; i++) {
      stock.add("m" + i);
      node.parking.signal(KEY, 1);
      if (random.nextInt(50) == 0) {
        patiently().until(() -> stock.isEmpty());
      }
    }
    patiently().until(() -> received.size() == items);
    assertThat(received).doesNotHaveDuplicates();

    for (int c = 0; c < 8; c++) {
      stock.add("stop");
    }
    node.parking.signal(KEY, 8);
    for (CompletableFuture<Void> client : clients) {
      client.get(10, TimeUnit.SECONDS);
    }
    assertThat(node.edge.connectionsClosed()).isZero();
  }

  private CompletableFuture<Void> pollAndPollAgain(Queue<String> received) {
    return poll()
        .thenCompose(
            answer -> {
              if (answer.body().equals("stop")) {
                return CompletableFuture.completedFuture(null);
              }
              received.add(answer.body());
              return pollAndPollAgain(received);
            });
  }

  private CompletableFuture<HttpResponse<String>> poll() {
    return node.client.sendAsync(node.request("/").build(), BodyHandlers.ofString());
  }

  private void serve(Exchange exchange, long wait) {
    asks.incrementAndGet();
    String next = stock.poll();
    if (next != null) {
      exchange.respond(200, Map.of(), Buffer.buffer(next));
    } else if (exchange.ageMillis() >= wait) {
      exchange.respond(200, Map.of(), Buffer.buffer("none after " + wait));
    } else {
      exchange.park(KEY, wait, "");
    }
  }
}
