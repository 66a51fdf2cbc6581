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
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Publishes single messages at a steady rate: each is due at a fixed time whether or not the one
 * before was answered in time. Latency counts from when it was due, a stall from when it was sent.
 */
final class Producer implements Runnable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final long PAUSE_BEFORE_RETRY_NANOS = 50_000_000;
  private static final String PATH = "/api/v1/messages/publish";

  private final String name;
  private final Line line;
  private final Recorder recorder;
  private final List<Message> messages;
  private final String topicJson;
  private final long intervalNanos;
  private final long phaseNanos;
  private final Behaviour behaviour;
  private final Random random;
  private final long total;
  private volatile boolean stopped;

  Producer(String name, LoadSettings settings, List<Message> messages, int index, Recorder record) {
    this.name = name;
    this.recorder = record;
    this.messages = messages;
    this.topicJson = JSON.getNodeFactory().textNode(settings.topic()).toString();
    this.line = new Line(name, settings.nodes().from(index), settings.token(), record);
    this.intervalNanos = 1_000_000_000L * settings.producers() / settings.rate();
    this.phaseNanos = intervalNanos * index / settings.producers();
    this.behaviour = settings.behaviour();
    this.random = new Random(behaviour.seed() + index);
    int rounds = behaviour.rounds();
    this.total = rounds == 0 ? Long.MAX_VALUE : (long) rounds * messages.size();
  }

  void stop() {
    stopped = true;
  }

  @Override
  public void run() {
    try (line) {
      long first = System.nanoTime() + phaseNanos;
      for (long sequence = 0; !stopped && sequence < total; sequence++) {
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
    boolean again = random.nextDouble() < behaviour.duplicateShare();
    boolean later = random.nextDouble() < behaviour.delayShare();
    String body = body(message, sequence, later);
    long dueNanos = later ? System.nanoTime() + behaviour.delay().toNanos() : 0;
    Request request = new Request(message, sequence, body, dueNanos);
    Kind outcome = send(request, false);
    while (outcome == Kind.PUBLISH_UNKNOWN && behaviour.stubborn() && !stopped) {
      LockSupport.parkNanos(PAUSE_BEFORE_RETRY_NANOS);
      outcome = send(request, true);
    }
    if (outcome == Kind.PUBLISHED) {
      recorder.publishedAfter(System.nanoTime() - due);
    }
    if (again && outcome != Kind.PUBLISH_UNKNOWN) {
      send(request, false);
    }
  }

  /** {@code dueNanos} is 0 unless the message is scheduled. */
  private record Request(Message message, long sequence, String body, long dueNanos) {}

  /** {@code unsure}: it may be there from before, so a refusal says nothing of that. */
  private Kind send(Request request, boolean unsure) {
    long sent = System.nanoTime();
    try {
      HttpConnection.Answer answer = line.call("POST", PATH, request.body().getBytes(UTF_8));
      JsonNode json = answer.good() ? JSON.readTree(answer.body()) : null;
      // What is passed on gets another id in the topic where it is consumed.
      boolean named = json != null && !behaviour.relays();
      String id = named ? json.path("messageId").asText(null) : null;
      Kind answered = kind(answer, json);
      Kind kind = unsure && answered == Kind.PUBLISH_REFUSED ? Kind.PUBLISH_UNKNOWN : answered;
      record(kind, request, sent, id, answer.good() ? null : text(answer));
      return kind;
    } catch (IOException unknown) {
      record(Kind.PUBLISH_UNKNOWN, request, sent, null, unknown.toString());
      return Kind.PUBLISH_UNKNOWN;
    }
  }

  private static Kind kind(HttpConnection.Answer answer, JsonNode json) {
    if (!answer.good()) {
      return answer.status() < 500 ? Kind.PUBLISH_REFUSED : Kind.PUBLISH_UNKNOWN;
    }
    return json.path("duplicate").asBoolean() ? Kind.DUPLICATE : Kind.PUBLISHED;
  }

  private void record(Kind kind, Request request, long sent, String id, String detail) {
    Message message = request.message();
    Subject subject = new Subject(name, request.sequence(), message.key(), id, message.digest());
    Event event = Event.publish(kind, subject, new Span(sent, System.nanoTime()), detail);
    recorder.record(request.dueNanos() == 0 ? event : event.due(request.dueNanos()));
  }

  private String body(Message message, long sequence, boolean later) {
    StringBuilder body = new StringBuilder(message.payload().length() + 220);
    body.append("{\"topicName\":").append(topicJson).append(",\"key\":").append(message.keyJson());
    body.append(",\"headers\":{\"producer\":\"").append(name).append("\",\"sequence\":\"");
    body.append(sequence).append("\"}");
    if (behaviour.duplicateShare() > 0 || behaviour.stubborn()) {
      body.append(",\"idempotencyKey\":\"").append(name).append('-').append(sequence).append('"');
    }
    if (later) {
      body.append(",\"delay\":\"").append(behaviour.delay().toMillis()).append("ms\"");
    }
    body.append(",\"payload\":").append(message.payload()).append('}');
    return body.toString();
  }

  private static String text(HttpConnection.Answer answer) {
    return answer.status() + " " + answer.body();
  }
}
