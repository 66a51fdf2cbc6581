package io.hotswap.node.edge;

import static io.hotswap.testkit.time.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.node.edge.EdgeFixture.Raw;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EdgeRawTest {
  private EdgeFixture node;

  @BeforeEach
  void open(@TempDir Path data) throws Exception {
    node =
        EdgeFixture.open(
            data, "edge: {body-bytes-max: 64KiB, connections-max: 3, uri-bytes-max: 1KiB}");
    node.echoing();
  }

  @AfterEach
  void close() throws Exception {
    node.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GARBAGE|400",
        "GET /x HTTP/1.1\\r\\nBad Header: x|400",
        "POST /x HTTP/1.1\\r\\nContent-Length: x|400",
        "POST /x HTTP/1.1\\r\\nContent-Length: 1\\r\\nContent-Length: 2|400",
        "POST /x HTTP/1.1\\r\\nContent-Length: -1|400",
      })
  void malformedIsRefusedAndClosed(String request, String status) throws Exception {
    try (Raw raw = node.raw()) {
      raw.write(request.replace("\\r\\n", "\r\n") + "\r\nHost: h\r\n\r\n");

      assertThat(raw.readAll())
          .containsPattern("^HTTP/1\\.[01] " + status)
          .containsIgnoringCase("connection: close")
          .contains("application/problem+json");
    }
    assertThat(node.edge.serverErrors()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /x HTTP/1.1\\r\\nX: y|400|Host",
        "GET /x HTTP/1.1\\r\\nHost: h\\r\\nHost: i|400|Host",
        "GET /x HTTP/1.1\\r\\nHost: h\\r\\nExpect: miracles|417|miracles",
        "POST /x HTTP/1.1\\r\\nHost: h\\r\\nTransfer-Encoding: gzip, chunked|501|gzip",
        "POST /x HTTP/1.1\\r\\nHost: h\\r\\nTransfer-Encoding: identity|501|identity",
        "POST /x HTTP/1.1\\r\\nHost: h\\r\\nContent-Encoding: gzip\\r\\n"
            + "Content-Length: 9|415|gzip",
      })
  void headsThatHttpForbidsAreRefused(String head, String status, String why) throws Exception {
    try (Raw raw = node.raw()) {
      raw.write(head.replace("\\r\\n", "\r\n") + "\r\nX-API-Key: k\r\n\r\n");
      assertThat(raw.readUntil("}"))
          .startsWith("HTTP/1.1 " + status)
          .contains("application/problem+json", "urn:hotswap:problem:", why);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"zz", "-5", "fffffffffffffffff", "99999999999999999999"})
  void malformedChunksAreRefusedAndClosed(String size) throws Exception {
    try (Raw raw = node.raw()) {
      raw.write(
          "POST /p HTTP/1.1\r\nHost: h\r\nX-API-Key: k\r\nTransfer-Encoding: chunked\r\n\r\n");
      raw.write("2\r\nab\r\n" + size + "\r\nab\r\n");
      assertThat(raw.readAll())
          .startsWith("HTTP/1.1 400")
          .containsIgnoringCase("connection: close")
          .contains("malformed body", "application/problem+json");
    }
    assertThat(node.edge.serverErrors()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "X-API-Key: wrong\r\n", "Authorization: Bearer x\r\n"})
  void strangersAreRefusedBeforeTheirBody(String credentials) throws Exception {
    try (Raw raw = node.raw()) {
      raw.write(
          "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 5000\r\nExpect: 100-continue\r\n"
              + credentials
              + "\r\n");
      assertThat(raw.readUntil("}"))
          .startsWith("HTTP/1.1 401")
          .containsIgnoringCase("connection: close")
          .contains("urn:hotswap:problem:Unauthenticated");
    }
  }

  @Test
  void whoAsksForATokenNeedsNone() throws Exception {
    try (Raw raw = node.raw()) {
      raw.write("POST /api/v1/auth/token HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab");
      assertThat(raw.readUntil("{} ab")).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void longUriIsRefusedAndTheConnectionLives() throws Exception {
    try (Raw raw = node.raw()) {
      raw.write("GET /" + "x".repeat(1024) + " HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(raw.readUntil("}")).startsWith("HTTP/1.1 414").contains("1025");
      raw.write("GET /next HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(raw.readUntil("/next")).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void whatTheDecoderGivesUpOnIsRefused() throws Exception {
    try (Raw raw = node.raw()) {
      raw.write("GET /" + "x".repeat(6000) + " HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(raw.readAll()).contains(" 414 ");
    }
    try (Raw raw = node.raw()) {
      raw.write("GET / HTTP/1.1\r\nHost: h\r\nX: " + "x".repeat(20_000) + "\r\n\r\n");
      assertThat(raw.readAll()).contains(" 431 ");
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    node.gateway =
        exchange -> {
          asked.incrementAndGet();
          return node.vertx
              .timer(exchange.path().equals("/0") ? 50 : 1)
              .map(
                  later -> {
                    exchange.respond(
                        200,
                        Map.of(),
                        Buffer.buffer("<" + exchange.path() + exchange.body() + ">"));
                    return null;
                  });
        };

    try (Raw raw = node.raw()) {
      StringBuilder requests = new StringBuilder();
      for (int i = 0; i < 20; i++) {
        requests.append(
            "POST /%d HTTP/1.1\r\nHost: h\r\nX-API-Key: k\r\nContent-Length: 1\r\n\r\n%d"
                .formatted(i, i % 10));
      }
      raw.write(requests.toString());
      for (int i = 0; i < 20; i++) {
        assertThat(raw.readUntil(">")).endsWith("\r\n\r\n</%d%d>".formatted(i, i % 10));
      }
    }
    assertThat(asked).hasValue(20);
  }

  @Test
  void requestInPiecesIsPutTogether() throws Exception {
    try (Raw raw = node.raw()) {
      for (String piece :
          "POST /p HTTP/1.1\r\nHost: h\r\nX-API-Key: k\r\nContent-Length: 4\r\n\r\nab".split("")) {
        raw.write(piece);
      }
      raw.write("cd");
      assertThat(raw.readUntil("abcd")).contains("POST /p {} abcd");
      raw.write(
          "POST /q HTTP/1.1\r\nHost: h\r\nX-API-Key: k\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nxy\r\n");
      raw.write("1\r\nz\r\n0\r\n\r\n");
      assertThat(raw.readUntil("xyz")).contains("POST /q {} xyz");
    }
  }

  @Test
  void expectationIsMetBeforeTheBodyIsSent() throws Exception {
    try (Raw raw = node.raw()) {
      raw.write(
          "POST /p HTTP/1.1\r\nHost: h\r\nX-API-Key: k\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
      assertThat(raw.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 100 ");
      raw.write("ab");
      assertThat(raw.readUntil("ab")).startsWith("HTTP/1.1 200");
      raw.write("GET /n HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(raw.readUntil("/n")).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void tooLargeIsSaidInsteadOfContinue() throws Exception {
    try (Raw raw = node.raw()) {
      raw.write(
          "POST /p HTTP/1.1\r\nHost: h\r\nX-API-Key: k\r\nContent-Length: 99999\r\nExpect: 100-continue\r\n\r\n");
      assertThat(raw.readUntil("}")).startsWith("HTTP/1.1 413").contains("PayloadTooLarge");
    }
  }

  @Test
  void tooLargeIsSaidToWhoSendsItAll() throws Exception {
    try (Raw raw = node.raw()) {
      raw.write("POST /p HTTP/1.1\r\nHost: h\r\nX-API-Key: k\r\nContent-Length: 200000\r\n\r\n");
      raw.write("x".repeat(200_000));
      assertThat(raw.readAll())
          .startsWith("HTTP/1.1 413")
          .containsIgnoringCase("connection: close");
    }
  }

  @Test
  void endlessBodyIsCutInTheEnd() throws Exception {
    try (Raw raw = node.raw()) {
      raw.write(
          "POST /p HTTP/1.1\r\nHost: h\r\nX-API-Key: k\r\nTransfer-Encoding: chunked\r\n\r\n");
      String chunk = "8000\r\n" + "x".repeat(0x8000) + "\r\n";
      patiently()
          .until(
              () -> {
                try {
                  raw.write(chunk);
                  return false;
                } catch (java.io.IOException cut) {
                  return true;
                }
              });
    }
  }

  @Test
  void tooManyConnectionsAreClosed() throws Exception {
    try (Raw one = node.raw();
        Raw two = node.raw();
        Raw three = node.raw()) {
      for (Raw raw : new Raw[] {one, two, three}) {
        raw.write("GET /a HTTP/1.1\r\nHost: h\r\n\r\n").readUntil("/a");
      }
      try (Raw four = node.raw()) {
        assertThat(four.write("GET /d HTTP/1.1\r\nHost: h\r\n\r\n").readAll()).isEmpty();
      }
      assertThat(node.edge.connectionsClosed()).isEqualTo(1);
      one.write("GET /b HTTP/1.1\r\nHost: h\r\n\r\n").readUntil("/b");
    }
    patiently().until(() -> node.edge.connections() == 0);
  }

  @Test
  void clientThatLeavesMidBodyLeavesNothing() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    node.gateway =
        exchange -> {
          asked.incrementAndGet();
          return Future.succeededFuture();
        };
    try (Raw raw = node.raw()) {
      raw.write("POST /p HTTP/1.1\r\nHost: h\r\nX-API-Key: k\r\nContent-Length: 100\r\n\r\nabc");
      patiently().until(() -> node.edge.connections() == 1);
    }
    patiently().until(() -> node.edge.connections() == 0);
    assertThat(asked).hasValue(0);
  }

  @Test
  void http10IsAnsweredAndClosed() throws Exception {
    try (Raw raw = node.raw()) {
      raw.write("GET /old HTTP/1.0\r\n\r\n");
      assertThat(raw.readAll()).contains(" 200 ").endsWith("GET /old {} ");
    }
    node.answering(exchange -> exchange.write(Map.of(), Buffer.buffer("x")));
    try (Raw raw = node.raw()) {
      raw.write("GET /stream HTTP/1.0\r\n\r\n");
      assertThat(raw.readAll()).contains(" 400 ").contains("Unsupported");
    }
  }
}
