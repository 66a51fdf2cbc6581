package io.hotswap.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hotswap.contracts.broker.Settlement.Kind;
import io.hotswap.contracts.broker.Settlement.Outcome;
import io.hotswap.contracts.broker.StartAt;
import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.edge.Principal.Role;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.plugin.WaitKey;
import io.hotswap.gateway.rest.fake.FakeExchange;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamsTest {
  private static final String STREAM = "/api/v1/messages/stream/";

  private final Door door = new Door().withTopic("t", "Queue").withTopic("p", "PubSub");

  @AfterEach
  void close() {
    door.close();
  }

  private void publish(String payload) {
    door.post("/api/v1/messages/publish", "{\"topicName\":\"t\",\"payload\":" + payload + "}");
  }

  private FakeExchange socket(String target) {
    return door.ask(new FakeExchange("GET", STREAM + target).asWebSocket());
  }

  private FakeExchange say(FakeExchange socket, String... frames) {
    socket.chunks.clear();
    for (String frame : frames) {
      socket.frames.add(Buffer.buffer(frame));
    }
    return door.ask(socket);
  }

  private static JsonNode frame(FakeExchange socket, int index) throws Exception {
    return new ObjectMapper().readTree(socket.chunks.get(index));
  }

  @Test
  void writesOneEventPerMessageAndWaits() {
    publish("{\"a\":\n1,\r\n\"b\":2}");
    FakeExchange stream = door.get(STREAM + "t");
    assertThat(stream.answerHeaders).containsEntry("content-type", "text/event-stream");
    assertThat(stream.chunks.get(0)).isEqualTo(": open\n\n");
    assertThat(stream.chunks.get(1))
        .startsWith("id: " + new MessageId(1, 0, 0) + "\ndata: {\"messageId\":")
        .contains("{\"a\":\ndata: 1,\ndata: \"b\":2}")
        .endsWith("}\n\n");
    assertThat(stream.parkedOn).isEqualTo(WaitKey.subscription(1, "default"));
    assertThat(stream.parkedUntil).isEqualTo(15_000);
    assertThat(stream.state.length()).isLessThan(256);
    assertThat(stream.answers).isEqualTo(1);
    publish("2");
    door.ask(stream);
    assertThat(stream.chunks).hasSize(3);
    String name = door.broker.lastConsume.consumerId();
    assertThat(name).startsWith("stream-");
    assertThat(door.broker.lastConsume.capacity()).isEqualTo(100);
    stream.age = 15_000;
    door.ask(stream);
    assertThat(stream.chunks.get(3)).isEqualTo(": still here\n\n");
    assertThat(stream.parkedUntil).isEqualTo(30_000);
    stream.closed = true;
    door.ask(stream);
    assertThat(stream.ended).isTrue();
    assertThat(door.broker.left).containsExactly("t/null/" + name);
  }

  @Test
  void goesOnInAnotherVersion() {
    FakeExchange stream = door.get(STREAM + "t");
    try (Door next = new Door().withTopic("t", "Queue")) {
      next.ask(stream);
      assertThat(next.broker.lastConsume.consumerId())
          .isEqualTo(door.broker.lastConsume.consumerId());
      assertThat(stream.chunks).hasSize(1);
    }
  }

  @Test
  void asksWithWhatTheQuerySays() {
    door.get(STREAM + "p?consumerGroup=g&consumerId=me&maxInFlight=7&from=earliest");
    assertThat(door.broker.lastConsume.group()).isEqualTo("g");
    assertThat(door.broker.lastConsume.consumerId()).isEqualTo("me");
    assertThat(door.broker.lastConsume.limit()).isEqualTo(7);
    assertThat(door.broker.lastConsume.capacity()).isEqualTo(7);
    assertThat(door.broker.lastConsume.fromEarliest()).isTrue();
    assertThat(door.get(STREAM + "p").status).isEqualTo(400);
    assertThat(door.get(STREAM + "t?maxInFlight=0").status).isEqualTo(400);
    assertThat(door.get(STREAM + "t?maxInFlight=1001").status).isEqualTo(400);
    assertThat(door.get(STREAM + "x").code()).isEqualTo("TopicNotFound");
    FakeExchange foreign = new FakeExchange("GET", STREAM + "t").as(Role.consumer, "p");
    assertThat(door.ask(foreign).status).isEqualTo(403);
  }

  @Test
  void itsGroupIsThereBeforeItIsOpen() {
    FakeExchange stream = door.get(STREAM + "p?consumerGroup=g&from=earliest");
    assertThat(stream.chunks).hasSize(1);
    assertThat(door.broker.subscriptions.values())
        .extracting(SubscriptionView::group)
        .containsExactly("g");
    assertThat(door.broker.lastFrom).isEqualTo(StartAt.EARLIEST);
    String own = "{\"topicName\":\"p\",\"consumerGroup\":\"h\",\"maxInFlight\":5}";
    assertThat(door.post("/api/v1/subscriptions", own).status).isEqualTo(201);
    assertThat(door.get(STREAM + "p?consumerGroup=h").chunks).hasSize(1);
  }

  @Test
  void writesNothingToAClientThatDoesNotKeepUp() {
    publish("1");
    FakeExchange stream = new FakeExchange("GET", STREAM + "t");
    stream.writable.addAll(List.of(true, false));
    door.ask(stream);
    assertThat(stream.chunks).hasSize(1);
    stream.writable.add(false);
    stream.age = 20_000;
    door.ask(stream);
    assertThat(stream.chunks).hasSize(1);
    assertThat(stream.parkedUntil).isEqualTo(35_000);
    stream.writable.clear();
    door.ask(stream);
    assertThat(stream.chunks).hasSize(2);
  }

  @Test
  void waitsWhenTheBrokerCannotForNow() {
    FakeExchange stream = door.get(STREAM + "t");
    for (int i = 0; i < 2; i++) {
      door.broker.failures.add(Problem.of(ErrorCode.Unavailable, "not now"));
    }
    stream.age = 100;
    door.ask(stream);
    assertThat(stream.ended).isFalse();
    assertThat(stream.parkedUntil).isEqualTo(1_100);
  }

  @Test
  void tellsWhyItEnds() {
    FakeExchange stream = door.get(STREAM + "t");
    door.broker.topics.remove("t");
    door.ask(stream);
    assertThat(stream.chunks.get(1)).startsWith("event: error\ndata: {").contains("TopicNotFound");
    assertThat(stream.ended).isTrue();
    FakeExchange other = door.get(STREAM + "p?consumerGroup=g");
    door.broker.failures.add(new IllegalStateException("secret"));
    door.ask(other);
    assertThat(other.chunks.get(1)).contains("Internal").doesNotContain("secret");
  }

  @Test
  void settlesOverAWebSocket() throws Exception {
    publish("1");
    publish("2");
    FakeExchange socket = socket("t");
    assertThat(socket.chunks.get(0)).isEmpty();
    JsonNode message = frame(socket, 1);
    assertThat(message.path("type").asText()).isEqualTo("message");
    String at =
        "\"messageId\":\"%s\",\"receipt\":\"%s\""
            .formatted(message.path("messageId").asText(), message.path("receipt").asText());
    door.broker.outcomes.addAll(List.of(Outcome.DONE, Outcome.STALE, Outcome.DONE, Outcome.DONE));
    say(
        socket,
        "{\"type\":\"ack\"," + at + "}",
        "{\"type\":\"nack\",\"reason\":\"r\",\"delay\":\"1s\",\"class\":\"Critical\"," + at + "}",
        "{\"type\":\"release\"," + at + "}",
        "{\"type\":\"extend\",\"seconds\":5," + at + "}");
    assertThat(door.broker.settled)
        .extracting(one -> one.kind())
        .containsExactly(Kind.ACK, Kind.NACK, Kind.RELEASE, Kind.EXTEND);
    assertThat(door.broker.settledTogether)
        .as("what follows a return finds it done")
        .containsExactly(3, 1);
    assertThat(frame(socket, 0).toString())
        .isEqualTo(
            "{\"type\":\"result\",\"of\":\"ack\",\"messageId\":\""
                + message.path("messageId").asText()
                + "\",\"status\":\"Acked\"}");
    assertThat(frame(socket, 1).path("status").asText()).isEqualTo("Refused");
    assertThat(frame(socket, 1).path("error").path("code").asText()).isEqualTo("StaleReceipt");
    assertThat(frame(socket, 2).path("status").asText()).isEqualTo("Released");
    assertThat(frame(socket, 3).path("status").asText()).isEqualTo("Extended");
    socket.age = 15_000;
    say(socket);
    assertThat(socket.chunks).containsExactly("{\"type\":\"heartbeat\"}");
  }

  @Test
  void refusesBadFramesOneByOne() throws Exception {
    FakeExchange socket = socket("t");
    String foreign = new MessageId(2, 0, 0).toString();
    String own = new MessageId(1, 0, 0).toString();
    say(
        socket,
        "nonsense",
        "[]",
        "{\"type\":\"sing\"}",
        "{\"type\":\"ack\"}",
        "{\"type\":\"ack\",\"messageId\":\"" + foreign + "\"}",
        "{\"type\":\"ack\",\"messageId\":\"" + own + "\",\"colour\":1}",
        "{\"type\":\"extend\",\"messageId\":\"" + own + "\"}",
        "{\"type\":\"credit\",\"n\":0}",
        "{\"type\":\"credit\",\"n\":1,\"m\":1}");
    assertThat(socket.chunks).hasSize(9);
    for (int i = 0; i < 9; i++) {
      assertThat(frame(socket, i).path("status").asText()).isEqualTo("Refused");
      assertThat(frame(socket, i).path("error").path("detail").asText()).contains("(expected: ");
    }
    assertThat(door.broker.settled).isEmpty();
    door.broker.failures.add(Problem.of(ErrorCode.OutcomeUnknown, "lost"));
    say(socket, "{\"type\":\"ack\",\"messageId\":\"" + own + "\"}");
    assertThat(frame(socket, 0).path("error").path("code").asText()).isEqualTo("OutcomeUnknown");
    door.broker.topics.remove("t");
    say(socket);
    assertThat(frame(socket, 0).path("type").asText()).isEqualTo("error");
  }

  @Test
  void sendsNoMoreThanItsCredit() {
    FakeExchange socket = socket("t");
    say(socket, "{\"type\":\"credit\",\"n\":2}");
    for (int i = 0; i < 5; i++) {
      publish("1");
    }
    assertThat(say(socket).chunks).hasSize(2);
    assertThat(say(socket).chunks).isEmpty();
    assertThat(say(socket, "{\"type\":\"credit\",\"n\":1}").chunks).hasSize(1);
    assertThat(say(socket, "{\"type\":\"credit\",\"n\":9}").chunks).hasSize(2);
  }

  @Test
  void upgradesOnlyStreams() {
    FakeExchange list = new FakeExchange("GET", "/api/v1/topics").asWebSocket();
    assertThat(door.ask(list).status).isEqualTo(400);
    FakeExchange unknown = new FakeExchange("GET", STREAM + "x").asWebSocket();
    assertThat(door.ask(unknown).status).isEqualTo(404);
  }
}
