package io.hotswap.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.contracts.edge.Gateway;
import io.hotswap.contracts.edge.Principal.Role;
import io.hotswap.contracts.message.BatchCodec;
import io.hotswap.contracts.message.MessageBuilder;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.gateway.rest.fake.FakeExchange;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BusTest {
  private final Door door = new Door().withTopic("t", "Queue");

  @AfterEach
  void close() {
    door.close();
  }

  private static FakeExchange message(String operation, String json) {
    FakeExchange message = new FakeExchange(Gateway.BUS, "/" + operation);
    return json.isEmpty() ? message : message.json(json);
  }

  private FakeExchange send(String operation, String json) {
    return door.ask(message(operation, json));
  }

  @Test
  void servesWhatMakesSenseWithoutHttp() {
    assertThat(door.gateway().operations())
        .contains("publish", "publishBatch", "consume", "ack", "nack", "release", "extend")
        .contains("ackBatch", "createTopic", "getMessage", "commitTransaction", "seekSubscription")
        .doesNotContain("streamMessages", "swapEvents", "installPlugin", "openapi", "live");
  }

  @Test
  void publishesConsumesAndSettles() {
    FakeExchange stored =
        send("publish", "{\"topicName\":\"t\",\"payload\":{\"a\" : 1.0e2},\"priority\":3}");
    assertThat(stored.status).as(stored.text()).isEqualTo(201);
    assertThat(send("publishBatch", "{\"topicName\":\"t\",\"messages\":[{\"payload\":1}]}").status)
        .isEqualTo(201);
    FakeExchange pull = send("consume", "{\"topicName\":\"t\",\"limit\":5,\"consumerId\":\"c\"}");
    assertThat(pull.tree().path("messages")).hasSize(2);
    assertThat(pull.text()).contains("\"payload\":{\"a\" : 1.0e2}");
    assertThat(door.broker.lastConsume.limit()).isEqualTo(5);
    JsonNode first = pull.tree().path("messages").get(0);
    String id = first.path("messageId").asText();
    FakeExchange ack =
        send(
            "ack",
            "{\"messageId\":\"%s\",\"receipt\":\"%s\"}"
                .formatted(id, first.path("receipt").asText()));
    assertThat(ack.status).isEqualTo(204);
    assertThat(door.broker.settled.get(0).receipt()).isNotNull();
    assertThat(send("release", "{\"messageId\":\"" + id + "\"}").status).isEqualTo(204);
    assertThat(send("getTopic", "{\"name\":\"t\"}").status).isEqualTo(200);
    assertThat(send("listTopics", "").tree().path("items")).hasSize(1);
    assertThat(send("listTopics", "{\"limit\":1,\"cursor\":null}").status).isEqualTo(200);
    assertThat(send("updateTopic", "{\"name\":\"t\",\"maxDeliveries\":2}").status).isEqualTo(200);
    assertThat(send("deleteTopic", "{\"name\":\"t\",\"force\":true}").status).isEqualTo(204);
  }

  @Test
  void waitsForMessages() {
    FakeExchange pull = send("consume", "{\"topicName\":\"t\",\"waitMs\":1000}");
    assertThat(pull.parkedUntil).isEqualTo(1000);
    send("publish", "{\"topicName\":\"t\",\"payload\":1}");
    door.ask(pull);
    assertThat(pull.tree().path("messages")).hasSize(1);
  }

  @Test
  void takesBinaryBatches() {
    byte[] batch = BatchCodec.encodePublish(List.of(new MessageBuilder().build()));
    FakeExchange message =
        new FakeExchange(Gateway.BUS, "/publishBatch")
            .body(BatchCodec.MEDIA_TYPE, batch)
            .header("topicName", "t");
    assertThat(door.ask(message).status).isEqualTo(201);
    FakeExchange pull =
        message("consume", "{\"topicName\":\"t\"}").header("accept", BatchCodec.MEDIA_TYPE);
    assertThat(BatchCodec.decodeConsumed(door.ask(pull).answer.getBytes())).hasSize(1);
  }

  @Test
  void keepsToTheSameRights() {
    assertThat(door.ask(message("listTopics", "").anonymous()).status).isEqualTo(401);
    assertThat(door.ask(message("publish", "{}").as(Role.viewer)).status).isEqualTo(403);
    FakeExchange narrowed = message("getTopic", "{\"name\":\"t\"}").as(Role.viewer, "other");
    assertThat(door.ask(narrowed).status).isEqualTo(403);
    assertThat(send("installPlugin", "").code()).isEqualTo("NotFound");
    assertThat(send("nothing", "").code()).isEqualTo("NotFound");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "ack;{};/messageId",
        "getTopic;{\"name\":\"t\",\"x\":1};/x",
        "getTopic;{\"name\":[]};/name",
        "getTopic;{\"name\":\"t\",\"name\":\"t\"};/name",
        "consume;[];''",
        "consume;{\"topicName\":\"t\",\"limit\":0};query:limit",
        "publish;{\"topicName\":\"t\",\"payload\":1,\"x\":1};/x",
        "publish;{\"topicName\":\"t\",\"payload\":1,\"payload\":2};/payload",
        "createTopic;{\"name\":\"a b\",\"type\":\"Queue\"};/name"
      })
  void refusesBadMessagesByName(String operation, String json, String pointer) {
    FakeExchange answer = send(operation, json);
    assertThat(answer.status).as(answer.text()).isEqualTo(400);
    assertThat(answer.tree().path("errors").get(0).path("pointer").asText()).isEqualTo(pointer);
    assertThat(answer.answerHeaders).containsEntry("content-type", "application/problem+json");
  }

  @Test
  void refusesWhatIsNotJsonForEveryOperation() {
    for (String operation : door.gateway().operations()) {
      FakeExchange answer = send(operation, "{\"a\":");
      assertThat(answer.status).as(operation).isEqualTo(400);
    }
    assertThat(send("ack", "{\"messageId\":\"" + new MessageId(1, 0, 0) + "\"").status)
        .isEqualTo(400);
  }
}
