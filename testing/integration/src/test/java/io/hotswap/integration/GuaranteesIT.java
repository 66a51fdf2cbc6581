package io.hotswap.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.integration.LiveBroker.Got;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What each guarantee means for a client that answers, repeats, or does not. */
class GuaranteesIT {
  private static final String ONCE = "'type':'Queue','deliveryGuarantee':'ExactlyOnce'";
  private static final String PUBLISH = "/api/v1/messages/publish";

  @RegisterExtension static final LiveBroker BROKER = new LiveBroker();

  private static JsonNode keyed(String topic, String payload, String more) {
    return BROKER.publish(topic, "'payload':'" + payload + "','idempotencyKey':'order-1'" + more);
  }

  @Test
  void atMostOnceIsOverWhenItIsHandedOver() {
    String topic = BROKER.topic("'type':'Queue','deliveryGuarantee':'AtMostOnce'");
    BROKER.publishAll(topic, null, "a", "b");
    Got got = BROKER.consumeOne(topic, "");
    assertThat(got.json().has("receipt") && !got.json().path("receipt").isNull()).isFalse();
    BROKER.crash();
    assertThat(BROKER.figure(topic, "acked")).isEqualTo(1);
    assertThat(LiveBroker.payloads(BROKER.consumeAll(topic, "", 1))).containsExactly("b");
    assertThat(BROKER.consume(topic, "")).isEmpty();
  }

  @Test
  void exactlyOnceWantsTheReceipt() {
    String topic = BROKER.topic(ONCE);
    BROKER.publishAll(topic, "k", "m");
    Got got = BROKER.consumeOne(topic, "");
    String path = "/api/v1/messages/" + got.id();
    for (String how : new String[] {"ack", "nack", "release"}) {
      BROKER.refused(400, "BadRequest", "POST", path + "/" + how, "{}");
    }
    BROKER.ack(got);
    BROKER.crash();
    BROKER.ack(got);
    BROKER.stale("nack", got);
    assertThat(BROKER.consume(topic, "")).isEmpty();
    assertThat(BROKER.figure(topic, "acked")).isEqualTo(1);
  }

  @Test
  void aRepeatedPublishIsAnsweredWithTheFirstBeforeAndAfterACrash() {
    String topic = BROKER.topic(ONCE + ",'partitions':4");
    JsonNode first = keyed(topic, "m", "");
    assertThat(first.path("duplicate").asBoolean()).isFalse();
    for (int i = 0; i < 2; i++) {
      JsonNode again = keyed(topic, "m", "");
      assertThat(again.path("duplicate").asBoolean()).isTrue();
      assertThat(again.path("messageId")).isEqualTo(first.path("messageId"));
      assertThat(again.path("offset")).isEqualTo(first.path("offset"));
      assertThat(again.path("partition")).isEqualTo(first.path("partition"));
      assertThat(again.path("publishedAt")).isEqualTo(first.path("publishedAt"));
      if (i == 0) {
        BROKER.crash();
      }
    }
    BROKER.ack(BROKER.consumeOne(topic, ""));
    assertThat(keyed(topic, "m", "").path("duplicate").asBoolean()).as("after the ack").isTrue();
    assertThat(BROKER.consume(topic, "")).isEmpty();
    assertThat(BROKER.figure(topic, "entered")).isEqualTo(1);
    JsonNode metrics = BROKER.get("/api/v1/topics/" + topic + "/metrics");
    assertThat(metrics.path("duplicates").asInt()).isEqualTo(3);
  }

  @Test
  void theSameKeyWithOtherContentIsRefused() {
    String topic = BROKER.topic(ONCE);
    keyed(topic, "m", "");
    String other = "{'topicName':'" + topic + "','payload':'n','idempotencyKey':'order-1'}";
    BROKER.refused(409, "IdempotencyConflict", "POST", PUBLISH, other);
    assertThat(BROKER.drain(topic, "")).containsExactly("m");
  }

  @Test
  void theWindowEnds() {
    String topic = BROKER.topic(ONCE + ",'dedup':{'window':'1s'}");
    keyed(topic, "m", "");
    LiveBroker.soon("the key is forgotten")
        .until(() -> !keyed(topic, "m", "").path("duplicate").asBoolean());
    assertThat(BROKER.figure(topic, "entered")).isEqualTo(2);
  }

  @Test
  void aFullMemoryOfKeysRefusesRatherThanForgets() {
    String topic = BROKER.topic(ONCE + ",'dedup':{'window':'1h','maxKeys':2}");
    keyed(topic, "m", "");
    BROKER.publish(topic, "'payload':'m','idempotencyKey':'order-2'");
    BROKER.refused(
        429,
        "TooManyRequests",
        "POST",
        PUBLISH,
        "{'topicName':'" + topic + "','payload':'m','idempotencyKey':'order-3'}");
    assertThat(keyed(topic, "m", "").path("duplicate").asBoolean()).isTrue();
    BROKER.publish(topic, "'payload':'no key'");
    assertThat(BROKER.figure(topic, "entered")).isEqualTo(3);
  }

  @Test
  void ofABatchOnlyTheNewOnesAreStored() {
    String topic = BROKER.topic(ONCE);
    keyed(topic, "m", "");
    JsonNode results =
        BROKER
            .expect(
                201,
                "POST",
                "/api/v1/messages/publish-batch",
                "{'topicName':'"
                    + topic
                    + "','messages':[{'payload':'m','idempotencyKey':'order-1'},"
                    + "{'payload':'x','idempotencyKey':'order-2'},"
                    + "{'payload':'x','idempotencyKey':'order-2'}]}")
            .path("results");
    assertThat(results)
        .extracting(one -> one.path("duplicate").asBoolean())
        .containsExactly(true, false, true);
    assertThat(BROKER.drain(topic, "")).containsExactly("m", "x");
  }
}
