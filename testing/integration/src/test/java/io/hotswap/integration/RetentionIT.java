package io.hotswap.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.integration.LiveBroker.Got;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How much a topic keeps, how much may be published, and what it says when that is too much. */
class RetentionIT {
  private static final String TEN_KIB = "x".repeat(10_000);

  @RegisterExtension static final LiveBroker BROKER = new LiveBroker();

  @Test
  void retentionByBytesBeatsTheBacklogOfPubSub() {
    String topic = BROKER.topic("'type':'PubSub','retention':{'maxBytes':3000000}");
    BROKER.subscribe(topic, "slow", "");
    for (int i = 0; i < 500; i++) {
      BROKER.publishAll(topic, null, TEN_KIB);
    }
    JsonNode figures =
        LiveBroker.soon("trimmed")
            .until(() -> BROKER.figures(topic, "slow"), one -> one.path("trimmed").asInt() > 100);
    assertThat(figures.path("entered").asInt()).isEqualTo(500);
    JsonNode metrics = BROKER.get("/api/v1/topics/" + topic + "/metrics");
    assertThat(metrics.path("retainedBytes").asLong()).isLessThan(4_100_000);
    List<Got> left = BROKER.consumeAll(topic, "consumerGroup=slow", 1);
    assertThat(left.get(0).json().path("offset").asLong())
        .isEqualTo(figures.path("trimmed").asLong());
    JsonNode oldest = BROKER.get("/api/v1/topics/" + topic + "/messages?from=earliest&limit=1");
    assertThat(oldest.at("/items/0/offset").asLong()).isPositive();
  }

  @Test
  void retentionByAgeLetsGoOfWhatIsOld() {
    String topic = BROKER.topic("'type':'PubSub','retention':{'maxAge':'1s'}");
    BROKER.subscribe(topic, "slow", "");
    BROKER.publishAll(topic, null, "a", "b", "c");
    Got held = BROKER.consumeOne(topic, "consumerGroup=slow");
    LiveBroker.soon("trimmed")
        .until(() -> BROKER.figures(topic, "slow").path("trimmed").asInt() == 3);
    BROKER.stale("ack", held);
    assertThat(BROKER.consume(topic, "consumerGroup=slow")).isEmpty();
    assertThat(BROKER.consume(topic, "consumerGroup=new&from=earliest")).isEmpty();
  }

  @Test
  void aFullQueueRefusesUntilItsMessagesAreAcked() throws Exception {
    String full = BROKER.topic("'type':'Queue','retention':{'maxBytes':50000}");
    String other = BROKER.topic("'type':'Queue'");
    for (int i = 0; i < 4; i++) {
      BROKER.publishAll(full, null, TEN_KIB);
    }
    HttpResponse<String> refused = publishRaw(full);
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    BROKER.publishAll(other, null, "goes on");
    List<Got> all = BROKER.consumeAll(full, "", 4);
    assertThat(publishRaw(full).statusCode()).isEqualTo(429);
    all.forEach(BROKER::ack);
    LiveBroker.soon("room again").until(() -> publishRaw(full).statusCode() == 201);
    assertThat(BROKER.drain(other, "")).containsExactly("goes on");
  }

  private static HttpResponse<String> publishRaw(String topic) throws Exception {
    String body = "{'topicName':'" + topic + "','payload':'" + TEN_KIB + "'}";
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(BROKER.url() + "/api/v1/messages/publish"))
            .header("Authorization", "Bearer " + BROKER.api().token())
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(LiveBroker.json(body)))
            .build();
    return BROKER.api().http().send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aQuotaStallsNoOtherTopic() throws Exception {
    String slow = BROKER.topic("'type':'Queue','quota':{'messagesPerSecond':2}");
    String free = BROKER.topic("'type':'Queue'");
    int refusals = 0;
    for (int i = 0; i < 10; i++) {
      HttpResponse<String> answer = publishRaw(slow);
      if (answer.statusCode() == 429) {
        refusals++;
        assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1L, 10L);
        assertThat(answer.body()).contains("TooManyRequests").contains(slow);
      }
      BROKER.publishAll(free, null, "m" + i);
    }
    assertThat(refusals).isPositive();
    assertThat(BROKER.drain(free, "")).hasSize(10);
    LiveBroker.soon("again").until(() -> publishRaw(slow).statusCode() == 201);
    BROKER.expect(200, "PUT", "/api/v1/topics/" + slow, "{'quota':null}");
    for (int i = 0; i < 10; i++) {
      assertThat(publishRaw(slow).statusCode()).isEqualTo(201);
    }
  }

  @Test
  void aBatchLargerThanASecondsQuotaIsPaidBackBeforeTheNext() throws Exception {
    String topic = BROKER.topic("'type':'Queue','quota':{'messagesPerSecond':5}");
    String messages = "{'payload':1},".repeat(39) + "{'payload':1}";
    String body = "{'topicName':'" + topic + "','messages':[" + messages + "]}";
    BROKER.expect(201, "POST", "/api/v1/messages/publish-batch", body);
    BROKER.refused(429, "TooManyRequests", "POST", "/api/v1/messages/publish-batch", body);
    HttpResponse<String> next = publishRaw(topic);
    assertThat(next.statusCode()).isEqualTo(429);
    assertThat(next.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(2L, 8L);
    assertThat(BROKER.figure(topic, "entered")).isEqualTo(40);
  }
}
