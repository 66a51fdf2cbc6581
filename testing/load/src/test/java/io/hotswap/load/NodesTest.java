package io.hotswap.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpServer;
import io.hotswap.load.FakeBroker.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Clients of several nodes of which some are of no use. */
class NodesTest {
  private static final URI ONE = URI.create("http://127.0.0.1:1");
  private static final URI TWO = URI.create("http://127.0.0.1:2");

  private static URI gone() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }
  }

  /** Answers with these, the last one from then on. */
  private static HttpServer answering(Integer... statuses) throws IOException {
    Deque<Integer> left = new ConcurrentLinkedDeque<>(List.of(statuses));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(left.size() > 1 ? left.poll() : left.peek(), -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static URI url(HttpServer server) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Test
  void clientsGoOn() throws Exception {
    HttpServer unavailable = answering(503);
    try (FakeBroker broker = new FakeBroker(Fault.NONE)) {
      Nodes nodes =
          new Nodes(
              List.of(gone(), url(unavailable), broker.url()),
              Duration.ofSeconds(20),
              Duration.ofSeconds(20),
              Duration.ofMinutes(10));
      LoadSettings settings =
          new LoadSettings(
              broker.url(),
              "secret",
              "t",
              1,
              1,
              200,
              100,
              Duration.ofSeconds(20),
              Duration.ofMillis(50),
              Optional.empty());
      List<List<Message>> messages =
          List.of(List.of(Message.of("k", JsonNodeFactory.instance.objectNode())));
      try (LoadRun run =
          LoadRun.start(settings.with(Behaviour.PLAIN.insisting()).over(nodes), messages)) {
        Awaitility.await()
            .atMost(Duration.ofMinutes(1))
            .until(() -> run.published() > 20 && run.delivered() > 20);
        assertThat(run.answers()).isNotEmpty();
        Report report = run.finish();
        assertThat(report.verdict().messagesKept()).as(report.table()).isTrue();
        assertThat(report.drained()).isTrue();
        assertThat(report.verdict().publishUnknown()).isPositive();
      }
    } finally {
      unavailable.stop(0);
    }
  }

  @Test
  void aClientComesBackToItsOwn() throws Exception {
    HttpServer first = answering(503, 204);
    HttpServer second = answering(201);
    Nodes nodes =
        new Nodes(
            List.of(url(first), url(second)),
            Duration.ofSeconds(20),
            Duration.ofSeconds(20),
            Duration.ofMillis(300));
    try (Line line =
        new Line("c", nodes, "secret", new Recorder(Optional.empty(), Behaviour.PLAIN))) {
      assertThat(line.call("GET", "/", null).status()).isEqualTo(503);
      assertThat(line.call("GET", "/", null).status()).isEqualTo(201);
      Awaitility.await().until(() -> line.call("GET", "/", null).status() == 204);
    } finally {
      first.stop(0);
      second.stop(0);
    }
  }

  @Test
  void eachClientHasANodeOfItsOwn() {
    Nodes nodes = Nodes.of(List.of(ONE, TWO));
    assertThat(nodes.from(0).urls()).containsExactly(ONE, TWO);
    assertThat(nodes.from(3).urls()).containsExactly(TWO, ONE);
    assertThat(nodes.several()).isTrue();
    assertThat(Nodes.only(ONE).several()).isFalse();
  }

  @Test
  void refusesWhatIsNoNode() {
    assertThatThrownBy(() -> Nodes.of(List.of())).hasMessage("urls: 0 (expected: 1..100)");
    assertThatThrownBy(() -> Nodes.of(List.of(ONE, URI.create("ftp://x:1"))))
        .hasMessage("url: ftp://x:1 (expected: http://host:port)");
  }
}
