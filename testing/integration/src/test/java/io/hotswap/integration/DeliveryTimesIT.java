package io.hotswap.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.integration.LiveBroker.Got;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Messages for later: held back, cancelled, and over a crash of the node. */
class DeliveryTimesIT {
  private static final String QUEUE = "'type':'Queue'";

  @RegisterExtension static final LiveBroker BROKER = new LiveBroker();

  private static int scheduled(String topic) {
    return BROKER.get("/api/v1/topics/" + topic + "/metrics").path("scheduled").asInt();
  }

  @Test
  void aDelayedMessageIsNoBacklogAndComesWhenItIsDue() {
    String topic = BROKER.topic(QUEUE);
    JsonNode later = BROKER.publish(topic, "'payload':'later','delay':'700ms','key':'k'");
    BROKER.publishAll(topic, "k", "now");
    assertThat(later.path("offset").isNull()).isTrue();
    assertThat(scheduled(topic)).isEqualTo(1);
    assertThat(BROKER.figure(topic, "entered")).isEqualTo(1);
    String id = later.path("messageId").asText();
    assertThat(BROKER.get("/api/v1/messages/" + id).at("/subscriptions/0/state").asText())
        .isEqualTo("scheduled");
    assertThat(BROKER.drain(topic, "")).containsExactly("now");
    Got got = BROKER.consumeOne(topic, "");
    assertThat(got.payload()).isEqualTo("later");
    assertThat(got.id()).as("its name stays").isEqualTo(id);
    BROKER.ack(got);
    assertThat(scheduled(topic)).isZero();
    assertThat(BROKER.get("/api/v1/messages/" + id).at("/subscriptions/0/state").asText())
        .isEqualTo("acked");
  }

  @Test
  void theyComeInTheOrderOfTheirTimes() {
    String topic = BROKER.topic(QUEUE);
    Instant now = Instant.now();
    for (int i : new int[] {3, 1, 2}) {
      String at = now.plusMillis(300 + 50L * i).toString();
      BROKER.publish(topic, "'payload':'m" + i + "','key':'k','deliverAt':'" + at + "'");
    }
    BROKER.publish(topic, "'payload':'past','key':'k','deliverAt':'" + now.minusSeconds(9) + "'");
    for (String next : List.of("past", "m1", "m2", "m3")) {
      Got got = BROKER.consumeOne(topic, "");
      assertThat(got.payload()).isEqualTo(next);
      BROKER.ack(got);
    }
  }

  @Test
  void aCancelledMessageNeverComes() {
    String topic = BROKER.topic(QUEUE);
    String id = BROKER.publish(topic, "'payload':'x','delay':'500ms'").path("messageId").asText();
    BROKER.publish(topic, "'payload':'witness','delay':'700ms'");
    String path = "/api/v1/messages/" + id;
    BROKER.api().expect(204, "DELETE", path, null);
    BROKER.refused(404, "MessageNotFound", "DELETE", path, null);
    BROKER.crash();
    assertThat(LiveBroker.payloads(BROKER.consumeAll(topic, "", 1))).containsExactly("witness");
    assertThat(BROKER.consume(topic, "")).isEmpty();
    assertThat(scheduled(topic)).isZero();
  }

  @Test
  void whatIsDueCannotBeCancelled() {
    String topic = BROKER.topic(QUEUE);
    String plain = BROKER.publishAll(topic, null, "plain").get(0);
    BROKER.refused(409, "Conflict", "DELETE", "/api/v1/messages/" + plain, null);
    String id = BROKER.publish(topic, "'payload':'x','delay':'50ms'").path("messageId").asText();
    BROKER.awaitFigure(topic, "entered", 2);
    BROKER.refused(409, "Conflict", "DELETE", "/api/v1/messages/" + id, null);
    assertThat(BROKER.drain(topic, "")).containsExactly("plain", "x");
  }

  @Test
  void theySurviveACrashAndComeLateIfTheirTimePassed() {
    String topic = BROKER.topic("'type':'PubSub','partitions':2");
    BROKER.subscribe(topic, "a", "");
    BROKER.subscribe(topic, "b", "");
    BROKER.publish(topic, "'payload':'soon','delay':'200ms'");
    String far = BROKER.publish(topic, "'payload':'far','delay':'1h'").path("messageId").asText();
    BROKER.crash();
    assertThat(BROKER.consumeOne(topic, "consumerGroup=a").payload()).isEqualTo("soon");
    assertThat(BROKER.consumeOne(topic, "consumerGroup=b").payload()).isEqualTo("soon");
    assertThat(scheduled(topic)).isEqualTo(1);
    BROKER.api().expect(204, "DELETE", "/api/v1/messages/" + far, null);
    assertThat(scheduled(topic)).isZero();
  }

  @Test
  void timeToLiveBeginsWhenItIsDueAndPriorityCountsFromThen() {
    String topic = BROKER.topic("'type':'Queue','routingStrategy':'Priority'");
    BROKER.publish(topic, "'payload':'high','delay':'400ms','ttl':'1h','priority':9");
    BROKER.publish(topic, "'payload':'brief','delay':'400ms','ttl':'1ms','priority':9");
    BROKER.publish(topic, "'payload':'low','priority':1");
    BROKER.awaitFigure(topic, "expired", 1);
    assertThat(BROKER.drain(topic, "")).containsExactly("high", "low");
  }

  @Test
  void aDelayThatMeansNothingIsRefused() {
    String topic = BROKER.topic(QUEUE);
    String publish = "/api/v1/messages/publish";
    String begin = "{'topicName':'" + topic + "','payload':1,";
    BROKER.refused(400, "BadRequest", "POST", publish, begin + "'delay':'soon'}");
    BROKER.refused(
        400,
        "BadRequest",
        "POST",
        publish,
        begin + "'delay':'1s','deliverAt':'2100-01-01T00:00:00Z'}");
    assertThat(BROKER.figure(topic, "entered")).isZero();
    assertThat(scheduled(topic)).isZero();
  }
}
