package io.hotswap.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hotswap.history.Event;
import io.hotswap.history.Event.Kind;
import io.hotswap.history.Event.Span;
import io.hotswap.load.Settling.Held;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Pulls with long polls and settles all it got, in order, before it pulls again. */
final class Consumer implements Runnable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String ACK_PATH = "/api/v1/messages/ack-batch";
  private static final int WAIT_MILLIS = 1_000;
  private static final long PAUSE_AFTER_REFUSAL_NANOS = 50_000_000;

  private final String name;
  private final String group;
  private final Line line;
  private final Recorder recorder;
  private final Behaviour behaviour;
  private final Random random;
  private final String pullPath;
  private volatile boolean stopped;

  /**
   * @param group empty for a queue
   * @param topic may be another than that to which the run publishes
   */
  Consumer(
      String name,
      String group,
      String topic,
      int index,
      LoadSettings settings,
      Recorder recorder) {
    this.name = name;
    this.group = group;
    this.recorder = recorder;
    this.behaviour = settings.behaviour();
    this.random = new Random(behaviour.seed() + name.hashCode());
    this.line = new Line(name, settings.nodes().from(index), settings.token(), recorder);
    this.pullPath =
        "/api/v1/messages/consume/%s?limit=%d&waitMs=%d&consumerId=%s%s"
            .formatted(
                topic,
                settings.pullLimit(),
                WAIT_MILLIS,
                name,
                group.isEmpty() ? "" : "&consumerGroup=" + group);
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
      List<Held> messages = delivered(JSON.readTree(answer.body()).path("messages"));
      if (!messages.isEmpty()) {
        settle(messages);
      }
    } catch (IOException gone) {
      // The record has it; what was on its way comes again when its lease ends.
    }
  }

  private List<Held> delivered(JsonNode messages) {
    long now = System.nanoTime();
    List<Held> held = new ArrayList<>(messages.size());
    for (JsonNode message : messages) {
      Held one = Held.of(message);
      // NB: Messages of one answer arrive at one instant; a nanosecond each keeps their order.
      recorder.record(group, Event.delivered(name, one.subject(), now + held.size()));
      if (one.receipt() == null) {
        // Handed over for good: nothing is owed, and it must never come again.
        settled(Kind.ACKED, one, now + held.size(), null);
      }
      held.add(one);
    }
    held.removeIf(one -> one.receipt() == null);
    return held;
  }

  private void settle(List<Held> messages) {
    if (behaviour.relays() && group.isEmpty()) {
      Relay.Outcome passed = Relay.pass(line, messages, behaviour.relayTo());
      passed.settled().forEach(one -> settled(passed.kind(), one, passed.sentNanos(), null));
      return;
    }
    Settling settling = Settling.of(messages, behaviour, random);
    if (!settling.acks().isEmpty()) {
      ack(settling.acks());
    }
    // Before the nacks, which may bring them to others at once.
    settling.left().forEach(held -> settled(Kind.RETURNED, held, System.nanoTime(), null));
    settling.nacks().forEach(held -> nack(held, Kind.NACKED, "Retryable"));
    settling.rejections().forEach(held -> nack(held, Kind.REJECTED, "NonRetryable"));
  }

  private void ack(List<Held> messages) {
    ObjectNode body = JSON.createObjectNode();
    ArrayNode acks = body.putArray("acks");
    for (Held held : messages) {
      acks.addObject().put("messageId", held.messageId()).put("receipt", held.receipt());
    }
    long sent = System.nanoTime();
    try {
      HttpConnection.Answer answer = line.call("POST", ACK_PATH, JSON.writeValueAsBytes(body));
      JsonNode results = JSON.readTree(answer.body()).path("results");
      for (int i = 0; i < messages.size(); i++) {
        JsonNode result = results.path(i);
        settled(outcome(answer, result), messages.get(i), sent, result);
      }
    } catch (IOException unknown) {
      messages.forEach(held -> settled(Kind.ACK_UNKNOWN, held, sent, null));
    }
  }

  private static Kind outcome(HttpConnection.Answer answer, JsonNode result) {
    if (!answer.good()) {
      return answer.status() < 500 ? Kind.ACK_REFUSED : Kind.ACK_UNKNOWN;
    }
    if (result.isObject() && !result.has("error")) {
      return Kind.ACKED;
    }
    return result.path("error").path("status").asInt() < 500 ? Kind.ACK_REFUSED : Kind.ACK_UNKNOWN;
  }

  private void nack(Held held, Kind kind, String failureClass) {
    ObjectNode body =
        JSON.createObjectNode()
            .put("receipt", held.receipt())
            .put("class", failureClass)
            .put("reason", "drawn by lot");
    String path = "/api/v1/messages/" + held.messageId() + "/nack";
    long sent = System.nanoTime();
    try {
      HttpConnection.Answer answer = line.call("POST", path, JSON.writeValueAsBytes(body));
      settled(answer.good() ? kind : Kind.ACK_REFUSED, held, sent, null);
    } catch (IOException unknown) {
      // NB: Not an ack of which the outcome is unknown: whatever came of it, nothing is acked.
      settled(Kind.RETURNED, held, sent, null);
    }
  }

  private void settled(Kind kind, Held held, long sent, JsonNode result) {
    String detail = result == null || kind == Kind.ACKED ? null : String.valueOf(result);
    Span span = new Span(sent, System.nanoTime());
    recorder.record(group, Event.ack(kind, name, held.subject(), span, detail));
  }
}
