package io.hotswap.node.edge;

import static io.hotswap.testkit.time.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.contracts.edge.Principal.Role;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.node.edge.EdgeFixture.Raw;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EdgeHttpTest {
  private EdgeFixture node;

  @BeforeEach
  void open(@TempDir Path data) throws Exception {
    node =
        EdgeFixture.open(
            data, "edge: {event-loops: 2, body-bytes-max: 100KiB, bodies-bytes-max: 1MiB}");
  }

  @AfterEach
  void close() throws Exception {
    node.close();
  }

  @Test
  void gatewayGetsTheRequestAsItWasSent() throws Exception {
    node.echoing();

    HttpResponse<String> answer =
        node.send(node.known("/a%2Fb/c?x=1&x=2&y=%20z").POST(BodyPublishers.ofString("body")));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("POST /a%2Fb/c {x=[1, 2], y=[ z]} body");
    assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain");
  }

  @Test
  void gatewayKnowsWhoAsks() throws Exception {
    node.answering(
        exchange ->
            exchange.respond(
                200,
                Map.of(),
                Buffer.buffer(
                    exchange.principal().map(p -> p.subject() + p.roles()).orElse("nobody")
                        + exchange.header("x-thing").orElse("-")
                        + exchange.upload().isPresent()
                        + exchange.closed()
                        + exchange.state()
                        + exchange.remoteAddress().startsWith("127.0.0.1"))));

    assertThat(node.get("/").body()).isEqualTo("nobody-falsefalsetrue");
    assertThat(
            node.send(
                    node.request("/")
                        .header("Authorization", "Bearer " + node.token(Role.viewer))
                        .header("X-Thing", "t"))
                .body())
        .isEqualTo("tester[viewer]tfalsefalsetrue");
  }

  @Test
  void wrongCredentialsNeverReachTheGateway() throws Exception {
    HttpResponse<String> answer =
        node.send(
            node.request("/")
                .header("Authorization", "Bearer x")
                .POST(BodyPublishers.ofString("b")));

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Bearer");
    assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo("Unauthenticated");
    assertThat(node.edge.serverErrors()).isZero();
  }

  @Test
  void liveIsAnsweredWithoutAGateway() throws Exception {
    HttpResponse<String> answer = node.get("/health/live");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"status\":\"UP\"}");
    assertThat(node.send(node.request("/health/live").DELETE()).statusCode()).isEqualTo(405);
  }

  @Test
  void liveSaysWhatOnlyARestartMends() throws Exception {
    node.edge.brokenIf(() -> Optional.of("store: closed itself"));
    HttpResponse<String> answer = node.get("/health/live");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(new JsonObject(answer.body()).getJsonArray("problems"))
        .containsExactly("store: closed itself");
  }

  @Test
  void problemOfTheGatewayKeepsItsStatus() throws Exception {
    node.gateway =
        exchange ->
            Future.failedFuture(
                Problem.retryLater(ErrorCode.Unavailable, "no gateway serves now", 3));

    HttpResponse<String> answer = node.get("/x");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).contains("3");
    assertThat(new JsonObject(answer.body()))
        .isEqualTo(
            new JsonObject()
                .put("type", "urn:hotswap:problem:Unavailable")
                .put("title", "Unavailable")
                .put("status", 503)
                .put("detail", "no gateway serves now")
                .put("code", "Unavailable"));
    assertThat(node.edge.serverErrors()).isEqualTo(1);
  }

  @Test
  void faultsOfTheGatewayAreAnsweredAndCounted() throws Exception {
    node.gateway = exchange -> Future.failedFuture(new IllegalStateException("secret detail"));
    assertFault();
    node.gateway =
        exchange -> {
          throw new IllegalStateException("secret detail");
        };
    assertFault();
    node.answering(exchange -> {});
    assertFault();
    node.answering(exchange -> exchange.respond(99, Map.of(), Buffer.buffer()));
    assertFault();
    node.answering(exchange -> exchange.respond(200, Map.of("X", "a\r\nY: b"), Buffer.buffer()));
    assertFault();
    node.answering(exchange -> exchange.respond(200, Map.of("X Y", "a"), Buffer.buffer()));
    assertFault();
    node.answering(exchange -> exchange.end());
    assertFault();
    assertThat(node.edge.serverErrors()).isEqualTo(7);
  }

  private void assertFault() throws Exception {
    HttpResponse<String> answer = node.get("/x");
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).contains("Internal").doesNotContain("secret");
  }

  @Test
  void whatIsNoFailureIsNotCounted() throws Exception {
    node.answering(
        exchange ->
            exchange.respond(
                exchange.path().startsWith("/health") ? 503 : 501, Map.of(), Buffer.buffer()));

    assertThat(node.get("/health/ready").statusCode()).isEqualTo(503);
    assertThat(node.get("/x").statusCode()).isEqualTo(501);
    assertThat(node.edge.serverErrors()).isZero();
  }

  @Test
  void onlyTheFirstAnswerCounts() throws Exception {
    node.answering(
        exchange -> {
          exchange.respond(200, Map.of(), Buffer.buffer("first"));
          exchange.respond(500, Map.of(), Buffer.buffer("second"));
          exchange.end();
          exchange.write(Map.of(), Buffer.buffer("third"));
        });

    assertThat(node.get("/").body()).isEqualTo("first");
    assertThat(node.get("/").body()).isEqualTo("first");
  }

  @Test
  void malformedQueryIsRefused() throws Exception {
    try (Raw raw = node.raw()) {
      raw.write("GET /x?a=%zz HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(raw.readUntil("}]}")).contains("400 Bad Request").contains("\"query\"");
    }
  }

  @Test
  void headHasNoBody() throws Exception {
    node.answering(exchange -> exchange.respond(200, Map.of(), Buffer.buffer("12345")));

    try (Raw raw = node.raw()) {
      raw.write("HEAD /x HTTP/1.1\r\nHost: h\r\n\r\nGET /x HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(raw.readUntil("12345").toLowerCase(java.util.Locale.ROOT))
          .isEqualTo(
              "http/1.1 200 ok\r\ncontent-length: 5\r\n\r\n"
                  + "http/1.1 200 ok\r\ncontent-length: 5\r\n\r\n12345");
    }
  }

  @Test
  void noContentHasNeitherBodyNorLength() throws Exception {
    node.answering(exchange -> exchange.respond(204, Map.of(), Buffer.buffer("zz")));

    try (Raw raw = node.raw()) {
      raw.write("GET /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
      assertThat(raw.readAll()).startsWith("HTTP/1.1 204").doesNotContain("ength", "zz");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void bodyAtTheBoundIsTakenAndAboveRefused(boolean known) throws Exception {
    node.answering(
        exchange ->
            exchange.respond(
                200, Map.of(), Buffer.buffer(Integer.toString(exchange.body().length()))));
    int most = 100 << 10;

    assertThat(node.send(node.known("/").POST(bytes(most, known))).body())
        .isEqualTo(Integer.toString(most));
    HttpResponse<String> refused = node.send(node.known("/").POST(bytes(most + 1, known)));
    assertThat(refused.statusCode()).isEqualTo(413);
    assertThat(refused.body()).contains("PayloadTooLarge").contains("102400");
    assertThat(node.send(node.known("/").POST(bytes(most, known))).statusCode()).isEqualTo(200);
    assertThat(node.send(node.known("/").POST(bytes(most, known))).statusCode()).isEqualTo(200);
    assertThat(node.edge.serverErrors()).isZero();
  }

  private static java.net.http.HttpRequest.BodyPublisher bytes(int count, boolean known) {
    byte[] body = new byte[count];
    return known
        ? BodyPublishers.ofByteArray(body)
        : BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body));
  }

  @Test
  void allBodiesTogetherAreBounded() throws Exception {
    AtomicReference<Runnable> answers = new AtomicReference<>(() -> {});
    java.util.concurrent.CountDownLatch arrived = new java.util.concurrent.CountDownLatch(10);
    node.gateway =
        exchange -> {
          arrived.countDown();
          answers.updateAndGet(
              before ->
                  () -> {
                    before.run();
                    exchange.respond(200, Map.of(), Buffer.buffer());
                  });
          return io.vertx.core.Promise.<Void>promise().future();
        };
    java.util.List<java.util.concurrent.CompletableFuture<HttpResponse<String>>> held =
        new java.util.ArrayList<>();
    for (int i = 0; i < 10; i++) {
      held.add(
          node.client.sendAsync(
              node.known("/").POST(bytes(100 << 10, true)).build(), BodyHandlers.ofString()));
    }
    arrived.await();

    assertThat(node.send(node.known("/").POST(bytes(100 << 10, true))).statusCode()).isEqualTo(429);
    answers.get().run();
    for (java.util.concurrent.CompletableFuture<HttpResponse<String>> answer : held) {
      assertThat(answer.get().statusCode()).isEqualTo(200);
    }
    node.echoing();
    assertThat(node.send(node.known("/").POST(bytes(100 << 10, true))).statusCode()).isEqualTo(200);
  }

  @Test
  void http2Works() throws Exception {
    node.echoing();
    HttpClient http2 = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();

    for (int i = 0; i < 3; i++) {
      HttpResponse<String> answer =
          http2.send(
              node.known("/p?q=" + i).POST(BodyPublishers.ofString("b" + i)).build(),
              BodyHandlers.ofString());
      assertThat(answer.body()).isEqualTo("POST /p {q=[%d]} b%d".formatted(i, i));
    }
    HttpResponse<String> get = http2.send(node.request("/p").build(), BodyHandlers.ofString());
    assertThat(get.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(get.body()).isEqualTo("GET /p {} ");
    HttpResponse<String> refused =
        http2.send(
            node.known("/p").POST(bytes((100 << 10) + 1, true)).build(), BodyHandlers.ofString());
    assertThat(refused.statusCode()).isEqualTo(413);
  }

  @Test
  void metersCountWithBoundedTags() throws Exception {
    node.echoing();
    node.get("/a");
    node.send(node.request("/b").method("BREW", BodyPublishers.noBody()));

    patiently()
        .untilAsserted(
            () -> {
              assertThat(timers("GET")).isEqualTo(1);
              assertThat(timers("OTHER")).isEqualTo(1);
            });
    assertThat(node.meters.get("edge.connections").gauge().value()).isEqualTo(1);
    assertThat(node.edge.connections()).isEqualTo(1);
    assertThat(node.edge.connectionsClosed()).isZero();
  }

  private long timers(String method) {
    return node.meters.get("edge.requests").tags("method", method, "status", "2xx").timer().count();
  }

  @Test
  void takenPortIsNamed(@TempDir Path other) {
    int port = node.edge.port();

    assertThatThrownBy(
            () ->
                EdgeFixture.await(
                    Edge.start(
                        node.vertx,
                        io.hotswap.node.config.NodeConfig.parse(
                            "node: {host: 127.0.0.1}",
                            io.hotswap.node.config.Overrides.NONE.withData(other).withPort(port)),
                        node.authenticator,
                        node.gateway,
                        node.parking,
                        new io.micrometer.core.instrument.simple.SimpleMeterRegistry())))
        .hasRootCauseInstanceOf(java.net.BindException.class)
        .hasMessageContaining("port: " + port + " (expected: a port that is free on 127.0.0.1");
  }

  @Test
  void severalEventLoopsCarryConnections() {
    assertThat(node.edge.contexts()).hasSize(2).doesNotHaveDuplicates();
  }
}
