package io.hotswap.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hotswap.history.Event;
import io.hotswap.history.Event.Kind;
import io.hotswap.history.Event.Span;
import io.hotswap.history.Event.Subject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Pulls with long polls and acks all it got, in order, before it pulls again. */
final class Consumer implements Runnable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String ACK_PATH = "/api/v1/messages/ack-batch";
  private static final int WAIT_MILLIS = 1_000;
  private static final long PAUSE_AFTER_REFUSAL_NANOS = 50_000_000;

  private final String name;
  private final Line line;
  private final Recorder recorder;
  private final String pullPath;
  private volatile boolean stopped;

  Consumer(String name, LoadSettings settings, Recorder recorder) {
    this.name = name;
    this.recorder = recorder;
    this.line = new Line(name, settings.base(), settings.token(), recorder);
    this.pullPath =
        "/api/v1/messages/consume/%s?limit=%d&waitMs=%d&consumerId=%s"
            .formatted(settings.topic(), settings.pullLimit(), WAIT_MILLIS, name);
  }

  void stop() {
    stopped = true;
  }

  @Override
  public void run() {
    try (line) {
      while (!stopped) {
        pull();
      }
    } catch (IOException closing) {
      // The run is over and the connection was gone already.
    }
  }

  private void pull() {
    try {
      HttpConnection.Answer answer = line.call("GET", pullPath, null);
      if (!answer.good()) {
        LockSupport.parkNanos(PAUSE_AFTER_REFUSAL_NANOS);
        return;
      }
      JsonNode messages = JSON.readTree(answer.body()).path("messages");
      if (!messages.isEmpty()) {
        ack(messages, delivered(messages));
      }
    } catch (IOException gone) {
      // The record has it; what was on its way comes again when its lease ends.
    }
  }

  private List<Subject> delivered(JsonNode messages) {
    long now = System.nanoTime();
    List<Subject> subjects = new ArrayList<>(messages.size());
    for (JsonNode message : messages) {
      JsonNode headers = message.path("headers");
      Subject subject =
          new Subject(
              headers.path("producer").asText("?"),
              headers.path("sequence").asLong(0),
              message.path("key").asText(null),
              message.path("messageId").asText(),
              Message.digest(message.path("payload").toString()));
      // NB: Messages of one answer arrive at one instant; a nanosecond each keeps their order.
      recorder.record(Event.delivered(name, subject, now + subjects.size()));
      subjects.add(subject);
    }
    return subjects;
  }

  private void ack(JsonNode messages, List<Subject> subjects) {
    ObjectNode body = JSON.createObjectNode();
    ArrayNode acks = body.putArray("acks");
    for (JsonNode message : messages) {
      acks.addObject()
          .put("messageId", message.path("messageId").asText())
          .put("receipt", message.path("receipt").asText());
    }
    long sent = System.nanoTime();
    try {
      HttpConnection.Answer answer = line.call("POST", ACK_PATH, JSON.writeValueAsBytes(body));
      JsonNode results = JSON.readTree(answer.body()).path("results");
      for (int i = 0; i < subjects.size(); i++) {
        JsonNode result = results.path(i);
        acked(outcome(answer, result), subjects.get(i), sent, result);
      }
    } catch (IOException unknown) {
      subjects.forEach(subject -> acked(Kind.ACK_UNKNOWN, subject, sent, null));
    }
  }

  private static Kind outcome(HttpConnection.Answer answer, JsonNode result) {
    if (!answer.good()) {
      return answer.status() < 500 ? Kind.ACK_REFUSED : Kind.ACK_UNKNOWN;
    }
    return result.isObject() && !result.has("error") ? Kind.ACKED : Kind.ACK_REFUSED;
  }

  private void acked(Kind kind, Subject subject, long sent, JsonNode result) {
    String detail = kind == Kind.ACKED ? null : String.valueOf(result);
    Span span = new Span(sent, System.nanoTime());
    recorder.record(Event.ack(kind, name, subject, span, detail));
  }
}
