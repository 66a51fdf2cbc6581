package io.hotswap.node.edge;

import io.hotswap.contracts.edge.Exchange;
import io.hotswap.contracts.edge.Gateway;
import io.hotswap.contracts.edge.Principal.Role;
import io.hotswap.node.auth.Authenticator;
import io.hotswap.node.config.NodeConfig;
import io.hotswap.node.config.Overrides;
import io.hotswap.node.exchange.Parking;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** An edge on a free port before a gateway that a test can replace at any time. */
final class EdgeFixture {
  static final Map<String, String> TEXT = Map.of("Content-Type", "text/plain");

  /** A producer's; the edge takes bodies of nobody else than those it knows. */
  static final String KEY = "k";

  private static final String KEYS =
      """

      auth:
        api-keys:
          - id: k
            sha256: 8254c329a92850f6d539dd376f4816ee2764517da5e0235514af433164480d7a
            roles: [producer]
      """;

  final Vertx vertx = Vertx.vertx();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  final NodeConfig config;
  final Authenticator authenticator;
  final Parking parking;
  final Edge edge;

  /** Takes the place of the gateway port. */
  volatile Gateway gateway = exchange -> Future.failedFuture("no gateway set");

  private EdgeFixture(NodeConfig config) throws Exception {
    this.config = config;
    authenticator = Authenticator.of(config, Clock.systemUTC());
    parking = new Parking(config.edge().parkedMax(), 10);
    edge =
        await(
            Edge.start(
                vertx,
                config,
                authenticator,
                exchange -> gateway.handle(exchange),
                parking,
                meters));
  }

  static EdgeFixture open(Path data) throws Exception {
    return open(data, "");
  }

  static EdgeFixture open(Path data, String yaml) throws Exception {
    return new EdgeFixture(
        NodeConfig.parse(yaml + KEYS, Overrides.NONE.withData(data).withPort(0)));
  }

  static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  /** A gateway that answers on a thread that is not the edge's. */
  void answering(Consumer<Exchange> handler) {
    gateway =
        exchange ->
            vertx.executeBlocking(
                () -> {
                  handler.accept(exchange);
                  return null;
                },
                false);
  }

  /** A gateway that says what it was asked. */
  void echoing() {
    answering(
        exchange ->
            exchange.respond(
                200,
                TEXT,
                Buffer.buffer(
                    "%s %s %s %s"
                        .formatted(
                            exchange.method(),
                            exchange.path(),
                            exchange.query(),
                            exchange.body()))));
  }

  String token(Role... roles) {
    return authenticator.tokens().issue("tester", Set.of(roles), List.of(), Duration.ofHours(1));
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + edge.port() + path))
        .timeout(Duration.ofSeconds(20));
  }

  HttpRequest.Builder known(String path) {
    return request(path).header("X-API-Key", KEY);
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) throws Exception {
    return send(request(path));
  }

  Raw raw() throws IOException {
    return new Raw(new Socket(InetAddress.getLoopbackAddress(), edge.port()));
  }

  void close() throws Exception {
    await(vertx.close());
  }

  /** A socket on which tests write what no client library would. */
  record Raw(Socket socket) implements AutoCloseable {
    Raw {
      try {
        socket.setSoTimeout(20_000);
      } catch (IOException unexpected) {
        throw new AssertionError(unexpected);
      }
    }

    Raw write(String text) throws IOException {
      OutputStream out = socket.getOutputStream();
      out.write(text.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      return this;
    }

    /** Reads until this text has come. */
    String readUntil(String text) throws IOException {
      StringBuilder read = new StringBuilder();
      while (read.indexOf(text) < 0) {
        int next = socket.getInputStream().read();
        if (next < 0) {
          throw new AssertionError("closed after: " + read);
        }
        read.append((char) next);
      }
      return read.toString();
    }

    /** Reads until the edge closes. */
    String readAll() throws IOException {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
