package io.hotswap.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The least that producers and consumers need of a broker, with a fault built in on demand. */
public final class FakeBroker implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int FAULT_AT = 20;

  /** The topic that relays pass messages on to. */
  public static final String RELAYED = "relayed";

  static {
    // Or each answer waits for a delayed ack of its head.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  /** What goes wrong, once. */
  public enum Fault {
    NONE,
    LOSES,
    DOUBLES,
    REORDERS,
    CHANGES,
    REFUSES,
    CLOSES,
    REFUSES_ACK
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Fault fault;
  private final Deque<ObjectNode> queue = new ArrayDeque<>();
  private final Queue<ObjectNode> passed = new ConcurrentLinkedQueue<>();
  private int unsettled;
  private final AtomicInteger published = new AtomicInteger();
  private final AtomicInteger acks = new AtomicInteger();
  private final AtomicInteger swapPolls = new AtomicInteger();

  public FakeBroker(Fault fault) throws IOException {
    this.fault = fault;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/api/v1/messages/publish", this::publish);
    server.createContext("/api/v1/messages/publish-batch", this::publishBatch);
    server.createContext("/api/v1/messages/consume/", this::consume);
    server.createContext("/api/v1/messages/ack-batch", this::ack);
    server.createContext("/api/v1/transactions", this::transact);
    server.createContext("/api/v1/topics", exchange -> answer(exchange, 201, "{}"));
    server.createContext("/api/v1/subscriptions", exchange -> answer(exchange, 201, "{}"));
    for (String plugin : List.of("broker", "gateway.rest")) {
      String path = "/api/v1/plugins/" + plugin;
      server.createContext(path + "/swap", exchange -> answer(exchange, 202, swap("Running")));
      server.createContext(path, exchange -> answer(exchange, 200, "{\"active\":\"1.0.0\"}"));
    }
    server.createContext("/api/v1/swaps/s1", this::swapState);
    server.start();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void publish(HttpExchange exchange) throws IOException {
    ObjectNode message = (ObjectNode) JSON.readTree(exchange.getRequestBody().readAllBytes());
    int number = published.incrementAndGet();
    message.put("messageId", "m" + number).put("receipt", "r");
    Fault now = number == FAULT_AT ? fault : Fault.NONE;
    if (now == Fault.CLOSES) {
      exchange.close();
      return;
    }
    if (now == Fault.REFUSES) {
      answer(exchange, 429, "{\"code\":\"TooManyRequests\"}");
      return;
    }
    store(message, now);
    answer(exchange, 201, "{\"messageId\":\"m" + number + "\"}");
  }

  private void publishBatch(HttpExchange exchange) throws IOException {
    JsonNode batch = JSON.readTree(exchange.getRequestBody().readAllBytes());
    for (JsonNode message : batch.path("messages")) {
      int number = published.incrementAndGet();
      store(((ObjectNode) message).put("messageId", "m" + number).put("receipt", "r"), Fault.NONE);
    }
    answer(exchange, 201, "{}");
  }

  private synchronized void store(ObjectNode message, Fault now) {
    switch (now) {
      case LOSES -> {}
      case CHANGES -> queue.add(message.put("payload", "other"));
      default -> queue.add(message);
    }
    if (now == Fault.REORDERS) {
      ObjectNode unnumbered = message.deepCopy();
      ((ObjectNode) unnumbered.path("headers")).put("sequence", "100000");
      queue.addFirst(unnumbered);
    }
  }

  /** What is published in a transaction is consumed of the topic {@link #RELAYED}. */
  private void transact(HttpExchange exchange) throws IOException {
    JsonNode request = JSON.readTree(exchange.getRequestBody().readAllBytes());
    for (JsonNode message : request.path("publishes")) {
      int number = published.incrementAndGet();
      passed.add(((ObjectNode) message).put("messageId", "m" + number).put("receipt", RELAYED));
    }
    synchronized (this) {
      unsettled -= request.path("acks").size();
    }
    answer(exchange, 200, "{\"results\":[]}");
  }

  private void consume(HttpExchange exchange) throws IOException {
    if (exchange.getRequestURI().getPath().endsWith(RELAYED)) {
      ArrayNode all = JSON.createArrayNode();
      for (ObjectNode next = passed.poll(); next != null; next = passed.poll()) {
        all.add(next);
      }
      answer(exchange, 200, JSON.createObjectNode().set("messages", all).toString());
      return;
    }
    ArrayNode messages = JSON.createArrayNode();
    synchronized (this) {
      // One consumer at a time, so that order holds without keys.
      while (unsettled == 0 && !queue.isEmpty() && messages.size() < 100) {
        messages.add(queue.poll());
      }
      unsettled += messages.size();
    }
    answer(exchange, 200, JSON.createObjectNode().set("messages", messages).toString());
  }

  private void ack(HttpExchange exchange) throws IOException {
    JsonNode request = JSON.readTree(exchange.getRequestBody().readAllBytes());
    ArrayNode results = JSON.createArrayNode();
    int settled = 0;
    for (JsonNode ack : request.path("acks")) {
      settled += ack.path("receipt").asText().equals(RELAYED) ? 0 : 1;
      ObjectNode result = results.addObject().put("messageId", ack.path("messageId").asText());
      boolean faulty = acks.incrementAndGet() == FAULT_AT;
      if (faulty && fault == Fault.REFUSES_ACK) {
        result.putObject("error").put("code", "StaleReceipt");
      } else {
        result.put("status", "Acked");
      }
      if (faulty && fault == Fault.DOUBLES) {
        again(ack.path("messageId").asText());
      }
    }
    synchronized (this) {
      unsettled -= settled;
    }
    answer(exchange, 200, JSON.createObjectNode().set("results", results).toString());
  }

  /** Its number is its position: one producer publishes here. */
  private synchronized void again(String messageId) {
    int sequence = Integer.parseInt(messageId.substring(1)) - 1;
    ObjectNode message = JSON.createObjectNode().put("messageId", messageId).put("receipt", "r");
    message.putObject("headers").put("producer", "producer-0").put("sequence", "" + sequence);
    queue.add(message);
  }

  private void swapState(HttpExchange exchange) throws IOException {
    answer(exchange, 200, swap(swapPolls.incrementAndGet() < 3 ? "Baking" : "Succeeded"));
  }

  private static String swap(String state) {
    return """
        {"id":"s1","plugin":"broker","from":"1.0.0","to":"1.1.0","state":"%s",
         "receipt":{"stepsMs":{"load":10,"switch":2.5,"bake":500},"longestHoldMs":1.5,"requestsHeld":3}}
        """
        .formatted(state);
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    exchange.getRequestBody().readAllBytes();
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
