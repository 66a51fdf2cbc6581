package io.hotswap.integration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hotswap.history.Event;
import io.hotswap.history.Event.Kind;
import io.hotswap.history.Event.Span;
import io.hotswap.history.Event.Subject;
import io.hotswap.load.Message;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** Reads one WebSocket, acks and nacks on it, and tells what it saw. */
final class SocketReader implements WebSocket.Listener, AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private record Asked(Kind kind, Subject subject, String messageId, long sentNanos) {}

  private final String name;
  private final double nacks;
  private final Consumer<Event> saw;
  // Answered in this order; one message may be in it twice, under an old lease and a new one.
  private final Queue<Asked> asked = new ConcurrentLinkedQueue<>();
  private final Random random = new Random(11);
  private final StringBuilder text = new StringBuilder();
  private final HttpClient client = HttpClient.newHttpClient();
  private final WebSocket socket;
  private CompletableFuture<?> sending = CompletableFuture.completedFuture(null);
  private volatile boolean closing;
  private volatile String ended = "";

  SocketReader(Api api, String topic, String group, double nacks, Consumer<Event> saw) {
    this.name = group;
    this.nacks = nacks;
    this.saw = saw;
    URI uri =
        URI.create(
            api.url().replace("http://", "ws://")
                + "/api/v1/messages/stream/"
                + topic
                + "?maxInFlight=50&consumerGroup="
                + group);
    socket =
        client
            .newWebSocketBuilder()
            .header("Authorization", "Bearer " + api.token())
            .buildAsync(uri, this)
            .join();
    saw.accept(Event.connection(Kind.CONNECTED, name, System.nanoTime(), null));
  }

  @Override
  public CompletionStage<?> onText(WebSocket webSocket, CharSequence part, boolean last) {
    text.append(part);
    if (last) {
      take(webSocket, parse(text.toString()));
      text.setLength(0);
    }
    webSocket.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onBinary(WebSocket webSocket, java.nio.ByteBuffer part, boolean last) {
    closed("binary frame");
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
    closed(code + " " + reason);
    return null;
  }

  @Override
  public void onError(WebSocket webSocket, Throwable error) {
    closed(error.toString());
  }

  private void closed(String why) {
    ended = why;
    if (!closing) {
      saw.accept(Event.connection(Kind.CLOSED, name, System.nanoTime(), why));
    }
  }

  private static JsonNode parse(String frame) {
    try {
      return JSON.readTree(frame);
    } catch (JsonProcessingException bad) {
      throw new IllegalStateException(frame, bad);
    }
  }

  private void take(WebSocket webSocket, JsonNode frame) {
    switch (frame.path("type").asText()) {
      case "message" -> message(webSocket, frame);
      case "result" -> result(frame);
      case "heartbeat" -> {}
      default -> closed(frame.toString());
    }
  }

  private void message(WebSocket webSocket, JsonNode message) {
    Subject subject = Message.subject(message);
    long now = System.nanoTime();
    saw.accept(Event.delivered(name, subject, now));
    Kind kind = random.nextDouble() < nacks ? Kind.NACKED : Kind.ACKED;
    String receipt = message.path("receipt").asText();
    String id = message.path("messageId").asText();
    asked.add(new Asked(kind, subject, id, now));
    String answer =
        JSON.createObjectNode()
            .put("type", kind == Kind.ACKED ? "ack" : "nack")
            .put("messageId", id)
            .put("receipt", receipt)
            .toString();
    sending = sending.thenCompose(sent -> webSocket.sendText(answer, true));
  }

  private void result(JsonNode result) {
    Asked one = asked.remove();
    if (!one.messageId().equals(result.path("messageId").asText())) {
      closed(result + " (expected: the result for " + one.messageId() + ")");
    }
    boolean good = !result.has("error");
    Span span = new Span(one.sentNanos(), System.nanoTime());
    Kind kind = good ? one.kind() : Kind.RETURNED;
    saw.accept(Event.ack(kind, name, one.subject(), span, result.toString()));
  }

  /** Why it ended; empty as long as it is open. */
  String ended() {
    return ended;
  }

  @Override
  public void close() {
    closing = true;
    socket.abort();
  }
}
