package io.hotswap.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hotswap.history.Event;
import io.hotswap.history.Event.Kind;
import io.hotswap.history.Event.Span;
import io.hotswap.history.Event.Subject;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Publishes single messages at a steady rate: each is due at a fixed time whether or not the one
 * before was answered in time. Latency counts from when it was due, a stall from when it was sent.
 */
final class Producer implements Runnable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String PATH = "/api/v1/messages/publish";

  private final String name;
  private final Line line;
  private final Recorder recorder;
  private final List<Message> messages;
  private final String topicJson;
  private final long intervalNanos;
  private final long phaseNanos;
  private volatile boolean stopped;

  Producer(String name, LoadSettings settings, List<Message> messages, int index, Recorder record) {
    this.name = name;
    this.recorder = record;
    this.messages = messages;
    this.topicJson = JSON.getNodeFactory().textNode(settings.topic()).toString();
    this.line = new Line(name, settings.base(), settings.token(), record);
    this.intervalNanos = 1_000_000_000L * settings.producers() / settings.rate();
    this.phaseNanos = intervalNanos * index / settings.producers();
  }

  void stop() {
    stopped = true;
  }

  @Override
  public void run() {
    try (line) {
      long first = System.nanoTime() + phaseNanos;
      for (long sequence = 0; !stopped; sequence++) {
        long due = first + sequence * intervalNanos;
        await(due);
        publish(sequence, due);
      }
    } catch (IOException closing) {
      // The run is over and the connection was gone already.
    }
  }

  private static void await(long due) {
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private void publish(long sequence, long due) {
    Message message = messages.get((int) (sequence % messages.size()));
    long sent = System.nanoTime();
    try {
      HttpConnection.Answer answer = line.call("POST", PATH, body(message, sequence));
      Kind kind =
          answer.good()
              ? Kind.PUBLISHED
              : answer.status() < 500 ? Kind.PUBLISH_REFUSED : Kind.PUBLISH_UNKNOWN;
      JsonNode json = answer.good() ? JSON.readTree(answer.body()) : null;
      String id = json == null ? null : json.path("messageId").asText(null);
      if (kind == Kind.PUBLISHED) {
        recorder.publishedAfter(System.nanoTime() - due);
      }
      record(kind, message, sequence, sent, id, answer.good() ? null : text(answer));
    } catch (IOException unknown) {
      record(Kind.PUBLISH_UNKNOWN, message, sequence, sent, null, unknown.toString());
    }
  }

  private void record(
      Kind kind, Message message, long sequence, long sent, String id, String detail) {
    Subject subject = new Subject(name, sequence, message.key(), id, message.digest());
    recorder.record(Event.publish(kind, subject, new Span(sent, System.nanoTime()), detail));
  }

  private byte[] body(Message message, long sequence) {
    StringBuilder body = new StringBuilder(message.payload().length() + 160);
    body.append("{\"topicName\":").append(topicJson).append(",\"key\":").append(message.keyJson());
    body.append(",\"headers\":{\"producer\":\"").append(name).append("\",\"sequence\":\"");
    body.append(sequence).append("\"},\"payload\":").append(message.payload()).append('}');
    return body.toString().getBytes(UTF_8);
  }

  private static String text(HttpConnection.Answer answer) {
    return answer.status() + " " + answer.body();
  }
}
