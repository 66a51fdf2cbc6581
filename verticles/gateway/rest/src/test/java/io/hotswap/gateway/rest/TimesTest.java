package io.hotswap.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.contracts.edge.Principal.Role;
import io.hotswap.contracts.message.Message;
import io.hotswap.contracts.message.MessageBuilder;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.gateway.rest.fake.FakeBroker;
import io.hotswap.gateway.rest.fake.FakeExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages with a time, marks, and what can be seen of them without consuming. */
class TimesTest {
  private static final String PUBLISH = "/api/v1/messages/publish";

  private final Door door = new Door().withTopic("t", "Queue");

  @AfterEach
  void close() {
    door.close();
  }

  private Message publish(String fields) {
    FakeExchange answer = door.post(PUBLISH, "{\"topicName\":\"t\",\"payload\":1," + fields + "}");
    assertThat(answer.status).as(answer.text()).isEqualTo(201);
    return Message.wrap(door.broker.stored.get(door.broker.stored.size() - 1));
  }

  @Test
  void stampsTimesKeysAndProducers() {
    Message message =
        publish("\"ttl\":\"90s\",\"delay\":\"1m\",\"idempotencyKey\":\"i\",\"producerId\":\"p\"");
    assertThat(message.ttlMillis()).isEqualTo(90_000);
    assertThat(message.deliverAtMillis()).isEqualTo(FakeBroker.TIME + 60_000);
    assertThat(message.idempotencyKey()).isEqualTo("i");
    assertThat(message.producerId()).isEqualTo("p");
    assertThat(publish("\"deliverAt\":\"2023-11-15T00:13:21.5+02:00\"").deliverAtMillis())
        .isEqualTo(1_700_000_001_500L);
    assertThat(publish("\"deliverAt\":\"2000-01-01T00:00:00Z\"").deliverAtMillis()).isZero();
    assertThat(publish("\"delay\":\"0s\"").deliverAtMillis()).isZero();
    JsonNode seen = door.get("/api/v1/messages/consume/t").tree().path("messages").get(0);
    assertThat(seen.path("ttl").asText()).isEqualTo("90s");
    assertThat(seen.path("deliverAt").asText()).isEqualTo("2023-11-14T22:14:20.123Z");
    assertThat(seen.path("idempotencyKey").asText()).isEqualTo("i");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"ttl\":\"3651d\";/ttl",
        "\"ttl\":60;/ttl",
        "\"delay\":\"366d\";/delay",
        "\"delay\":\"-1s\";/delay",
        "\"deliverAt\":\"2023-11-15\";/deliverAt",
        "\"deliverAt\":\"2023-13-15T00:00:00Z\";/deliverAt",
        "\"deliverAt\":\"2525-01-01T00:00:00Z\";/deliverAt",
        "\"deliverAt\":\"1969-12-31T23:59:59Z\";/deliverAt",
        "\"deliverAt\":\"2023-11-15T00:00:00Z\",\"delay\":\"1s\";/deliverAt",
        "\"idempotencyKey\":\"\";/idempotencyKey",
        "\"producerId\":null;/producerId"
      })
  void refusesBadTimes(String fields, String pointer) {
    FakeExchange answer = door.post(PUBLISH, "{\"topicName\":\"t\",\"payload\":1," + fields + "}");
    assertThat(answer.status).isEqualTo(400);
    assertThat(answer.tree().path("errors").get(0).path("pointer").asText()).isEqualTo(pointer);
    assertThat(answer.text()).contains("(expected: ");
    assertThat(door.broker.stored).isEmpty();
  }

  @Test
  void showsReplaysAndDeadLetters() {
    door.broker.stored.add(
        new MessageBuilder().replay(2, "first").failure("{\"reason\":\"Rejected\"}").build());
    JsonNode seen = door.get("/api/v1/messages/consume/t").tree().path("messages").get(0);
    assertThat(seen.path("replays").asInt()).isEqualTo(2);
    assertThat(seen.path("replayOf").asText()).isEqualTo("first");
    assertThat(seen.path("deadLetter").path("reason").asText()).isEqualTo("Rejected");
  }

  @Test
  void handsOverWithoutLeaseAtMostOnce() {
    door.post(
        "/api/v1/topics",
        "{\"name\":\"m\",\"type\":\"Queue\",\"deliveryGuarantee\":\"AtMostOnce\"}");
    door.post(PUBLISH, "{\"topicName\":\"m\",\"payload\":1}");
    FakeExchange gone = new FakeExchange("GET", "/api/v1/messages/consume/m?capacity=5");
    gone.closed = true;
    door.ask(gone);
    assertThat(door.broker.settled).isEmpty();
    assertThat(door.broker.lastConsume.capacity()).isEqualTo(5);
    door.broker.given = 0;
    JsonNode seen = door.get("/api/v1/messages/consume/m").tree().path("messages").get(0);
    assertThat(seen.path("receipt").isNull()).isTrue();
    assertThat(seen.path("ackDeadline").isNull()).isTrue();
    assertThat(door.get("/api/v1/messages/consume/m?capacity=0").status).isEqualTo(400);
  }

  @Test
  void cancelsWhatIsNotDue() {
    String waiting = new MessageId(1, 0, MessageId.SCHEDULED | 3).toString();
    assertThat(door.ask(new FakeExchange("DELETE", "/api/v1/messages/" + waiting)).status)
        .isEqualTo(204);
    assertThat(door.broker.cancelled).hasSize(1);
    String entered = new MessageId(1, 0, 3).toString();
    assertThat(door.ask(new FakeExchange("DELETE", "/api/v1/messages/" + entered)).code())
        .isEqualTo("Conflict");
    FakeExchange foreign =
        new FakeExchange("DELETE", "/api/v1/messages/" + waiting).as(Role.producer, "other");
    assertThat(door.ask(foreign).status).isEqualTo(403);
    assertThat(door.ask(new FakeExchange("DELETE", "/api/v1/messages/x")).code())
        .isEqualTo("MessageNotFound");
  }

  @Test
  void browsesPageByPageOverPartitions() {
    door.post("/api/v1/topics", "{\"name\":\"b\",\"type\":\"PubSub\",\"partitions\":3}");
    for (int i = 0; i < 3; i++) {
      door.post(PUBLISH, "{\"topicName\":\"b\",\"payload\":" + i + "}");
    }
    String at = "/api/v1/topics/b/messages";
    FakeExchange first = door.get(at + "?limit=2");
    assertThat(first.tree().path("items").findValuesAsText("payload")).containsExactly("0", "1");
    assertThat(first.tree().path("items").get(0).has("receipt")).isFalse();
    String next = first.tree().path("next").asText();
    FakeExchange last = door.get(at + "?limit=2&cursor=" + next);
    assertThat(last.tree().path("items").findValuesAsText("payload")).containsExactly("2");
    assertThat(last.tree().path("next").isNull()).isTrue();
    assertThat(door.get(at + "?partition=2").tree().path("items")).isEmpty();
    assertThat(door.get(at + "?from=offset:2").tree().path("items")).hasSize(1);
    assertThat(door.get(at + "?from=latest").tree().path("items")).isEmpty();
    door.get(at + "?from=time:2023-11-14T22:13:20.123Z&partition=0");
    assertThat(door.broker.lastBrowse.value()).isEqualTo(3);
    assertThat(door.get(at + "?from=offset:-1").status).isEqualTo(400);
    assertThat(door.get(at + "?from=time:today").status).isEqualTo(400);
    assertThat(door.get(at + "?partition=3").status).isEqualTo(400);
    assertThat(door.get(at + "?partition=256").status).isEqualTo(400);
    assertThat(door.get("/api/v1/topics/x/messages").code()).isEqualTo("TopicNotFound");
  }
}
