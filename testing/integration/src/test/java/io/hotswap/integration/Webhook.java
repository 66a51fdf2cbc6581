package io.hotswap.integration;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.hotswap.history.Event;
import io.hotswap.history.Event.Kind;
import io.hotswap.history.Event.Span;
import io.hotswap.history.Event.Subject;
import io.hotswap.load.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** A receiver of pushed messages that refuses some, and tells what it saw. */
final class Webhook implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HEADER = "hotswap-header-";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Consumer<Event> saw;
  private final double refused;
  private final Random random = new Random(7);

  Webhook(double refused, Consumer<Event> saw) throws IOException {
    this.saw = saw;
    this.refused = refused;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/hook", this::take);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
  }

  private void take(HttpExchange exchange) throws IOException {
    long now = System.nanoTime();
    JsonNode payload = JSON.readTree(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
    Subject subject =
        new Subject(
            exchange.getRequestHeaders().getFirst(HEADER + "producer"),
            Long.parseLong(exchange.getRequestHeaders().getFirst(HEADER + "sequence")),
            exchange.getRequestHeaders().getFirst("ce-subject"),
            exchange.getRequestHeaders().getFirst("webhook-id"),
            Message.digest(payload.toString()));
    saw.accept(Event.delivered("webhook", subject, now));
    boolean refuse = refuse();
    Span span = new Span(now, System.nanoTime());
    // NB: Before the answer, or the next delivery could be on record before the reason for it.
    saw.accept(Event.ack(refuse ? Kind.NACKED : Kind.ACKED, "webhook", subject, span, null));
    exchange.sendResponseHeaders(refuse ? 422 : 204, -1);
    exchange.close();
  }

  private synchronized boolean refuse() {
    return random.nextDouble() < refused;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
