package io.hotswap.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.integration.LiveBroker.Got;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Dead letters: what they tell, how they are found, and how they come back. */
class DeadLettersIT {
  private static final String ONE_TRY = "'type':'Queue','maxDeliveries':1";

  @RegisterExtension static final LiveBroker BROKER = new LiveBroker();

  /** Publishes and kills messages, one by one; the entries. */
  private static List<JsonNode> killed(String topic, int count) {
    for (int i = 0; i < count; i++) {
      BROKER.publish(topic, "'payload':{'n':" + i + "},'key':'k','headers':{'h':'v'},'priority':6");
      BROKER.nack(BROKER.consumeOne(topic, ""), "'reason':'broken " + i + "'");
    }
    return BROKER.awaitDead(topic, count);
  }

  private static JsonNode replay(String topic, String body) {
    return BROKER.expect(200, "POST", "/api/v1/topics/" + topic + "/dlq/replay", body);
  }

  @Test
  void anEntryIsTheMessageWithAllThatHappened() {
    String topic = BROKER.topic("'type':'Queue','maxDeliveries':1,'partitions':3");
    JsonNode entry = killed(topic, 1).get(0);
    assertThat(entry.at("/payload/n").asInt()).isZero();
    assertThat(entry.path("key").asText()).isEqualTo("k");
    assertThat(entry.at("/headers/h").asText()).isEqualTo("v");
    assertThat(entry.path("priority").asInt()).isEqualTo(6);
    JsonNode why = entry.path("deadLetter");
    assertThat(why.path("topicName").asText()).isEqualTo(topic);
    assertThat(why.path("consumerGroup").asText()).isEqualTo("default");
    assertThat(why.path("reason").asText()).isEqualTo("MaxDeliveriesExceeded");
    assertThat(why.path("lastError").asText()).isEqualTo("broken 0");
    assertThat(why.path("attempts").asInt()).isEqualTo(1);
    assertThat(why.path("replays").asInt()).isZero();
    assertThat(why.path("publishedAt").asText()).isNotEmpty();
    assertThat(why.path("firstFailedAt").asText()).isNotEmpty();
    assertThat(why.path("failedAt").asText()).isNotEmpty();
    assertThat(why.path("messageId").asText()).isNotEqualTo(entry.path("messageId").asText());
    JsonNode original = BROKER.get("/api/v1/messages/" + why.path("messageId").asText());
    assertThat(original.at("/subscriptions/0/state").asText()).isEqualTo("dead");
    assertThat(original.path("journey").toString()).contains("dead-lettered");
    assertThat(
            BROKER
                .get("/api/v1/messages/" + entry.path("messageId").asText())
                .at("/topicName")
                .asText())
        .isEqualTo(topic + ".dlq");
  }

  @Test
  void withoutMetadataAnEntryTellsOnlyWhatReplayNeeds() {
    String topic = BROKER.topic(ONE_TRY + ",'deadLetter':{'includeMetadata':false}");
    JsonNode why = killed(topic, 1).get(0).path("deadLetter");
    assertThat(why.has("lastError")).isFalse();
    assertThat(why.path("reason").asText()).isEqualTo("MaxDeliveriesExceeded");
    assertThat(replay(topic, "{}").path("replayed").asInt()).isEqualTo(1);
  }

  @Test
  void whereDeadLettersAreOffTheMessageIsCountedAndGone() {
    String topic = BROKER.topic(ONE_TRY + ",'deadLetter':{'enabled':false}");
    BROKER.publishAll(topic, null, "m");
    BROKER.nack(BROKER.consumeOne(topic, ""), "");
    BROKER.awaitFigure(topic, "dead", 1);
    assertThat(BROKER.dead(topic, "")).isEmpty();
  }

  @Test
  void entriesAreFoundByGroupReasonAndTime() {
    String topic = BROKER.topic("'type':'PubSub','maxDeliveries':1");
    BROKER.subscribe(topic, "g1", "");
    BROKER.subscribe(topic, "g2", "");
    BROKER.publishAll(topic, null, "m");
    BROKER.nack(BROKER.consumeOne(topic, "consumerGroup=g1"), "");
    BROKER.nack(BROKER.consumeOne(topic, "consumerGroup=g2"), "'class':'NonRetryable'");
    List<JsonNode> all = BROKER.awaitDead(topic, 2);
    assertThat(BROKER.dead(topic, "consumerGroup=g1")).hasSize(1);
    assertThat(BROKER.dead(topic, "consumerGroup=none")).isEmpty();
    assertThat(BROKER.dead(topic, "reason=Rejected"))
        .singleElement()
        .satisfies(one -> assertThat(one.at("/deadLetter/consumerGroup").asText()).isEqualTo("g2"));
    String last = all.get(1).at("/deadLetter/failedAt").asText();
    assertThat(BROKER.dead(topic, "to=" + last)).hasSizeLessThan(2);
    assertThat(BROKER.dead(topic, "from=" + last)).isNotEmpty();
    BROKER.refused(400, "BadRequest", "GET", "/api/v1/topics/" + topic + "/dlq?reason=Bad", null);
    JsonNode page = BROKER.get("/api/v1/topics/" + topic + "/dlq?limit=1");
    assertThat(page.path("items")).hasSize(1);
    JsonNode rest =
        BROKER.get("/api/v1/topics/" + topic + "/dlq?limit=1&cursor=" + page.path("next").asText());
    assertThat(rest.path("items")).hasSize(1);
    assertThat(rest.path("items")).isNotEqualTo(page.path("items"));
  }

  @Test
  void oneComesBackToTheGroupItFailedInAndOnlyThere() {
    String topic = BROKER.topic("'type':'PubSub','maxDeliveries':1");
    BROKER.subscribe(topic, "g1", "");
    BROKER.subscribe(topic, "g2", "");
    BROKER.publishAll(topic, "k", "m");
    BROKER.nack(BROKER.consumeOne(topic, "consumerGroup=g1"), "");
    BROKER.ack(BROKER.consumeOne(topic, "consumerGroup=g2"));
    String entry = BROKER.awaitDead(topic, 1).get(0).path("messageId").asText();
    String path = "/api/v1/topics/" + topic + "/dlq/" + entry + "/replay";
    assertThat(BROKER.api().expect(200, "POST", path, null).path("replayed").asInt()).isEqualTo(1);
    BROKER.refused(404, "MessageNotFound", "POST", path, null);
    assertThat(BROKER.dead(topic, "")).isEmpty();
    Got back = BROKER.consumeOne(topic, "consumerGroup=g1");
    assertThat(back.payload()).isEqualTo("m");
    assertThat(back.attempt()).isEqualTo(1);
    assertThat(back.json().path("replays").asInt()).isEqualTo(1);
    assertThat(back.json().path("key").asText()).isEqualTo("k");
    BROKER.ack(back);
    assertThat(BROKER.consume(topic, "consumerGroup=g2")).isEmpty();
    assertThat(BROKER.figures(topic, "g2").path("filtered").asInt()).isEqualTo(1);
  }

  @Test
  void aRedriveThatFailsAgainCountsItsReplays() {
    String topic = BROKER.topic(ONE_TRY);
    JsonNode first = killed(topic, 1).get(0);
    for (int replays = 1; replays <= 3; replays++) {
      assertThat(replay(topic, "{}").path("replayed").asInt()).isEqualTo(1);
      Got back = BROKER.consumeOne(topic, "");
      assertThat(back.json().path("replays").asInt()).isEqualTo(replays);
      BROKER.nack(back, "'reason':'again'");
      JsonNode why = BROKER.awaitDead(topic, 1).get(0).path("deadLetter");
      assertThat(why.path("replays").asInt()).isEqualTo(replays);
      assertThat(why.path("lastError").asText()).isEqualTo("again");
    }
    Got last = replayed(topic);
    assertThat(last.json().path("replayOf").asText())
        .isEqualTo(first.at("/deadLetter/messageId").asText());
    BROKER.ack(last);
    assertThat(BROKER.figure(topic + ".dlq", "lagMessages")).isZero();
  }

  private static Got replayed(String topic) {
    replay(topic, "{}");
    return BROKER.consumeOne(topic, "");
  }

  @Test
  void aDryRunOnlyCountsAndALimitHolds() {
    String topic = BROKER.topic(ONE_TRY);
    killed(topic, 5);
    JsonNode dry = replay(topic, "{'dryRun':true}");
    assertThat(dry.path("matched").asInt()).isEqualTo(5);
    assertThat(dry.path("replayed").asInt()).isZero();
    assertThat(BROKER.dead(topic, "")).hasSize(5);
    assertThat(replay(topic, "{'limit':2}").path("replayed").asInt()).isEqualTo(2);
    assertThat(BROKER.dead(topic, "")).hasSize(3);
    assertThat(replay(topic, "{'reason':'Expired'}").path("replayed").asInt()).isZero();
    String one = BROKER.dead(topic, "").get(1).path("messageId").asText();
    assertThat(replay(topic, "{'ids':['" + one + "']}").path("replayed").asInt()).isEqualTo(1);
    BROKER.crash();
    assertThat(BROKER.dead(topic, "")).hasSize(2);
    assertThat(replay(topic, "{'ratePerSecond':50}").path("replayed").asInt()).isEqualTo(2);
    assertThat(BROKER.consumeAll(topic, "", 5)).hasSize(5);
  }

  @Test
  void aDeadLetterTopicIsATopic() {
    String topic = BROKER.topic(ONE_TRY);
    String dlq = topic + ".dlq";
    assertThat(BROKER.dead(topic, "")).isEmpty();
    killed(topic, 2);
    assertThat(BROKER.get("/api/v1/topics").toString()).contains("\"" + dlq + "\"");
    assertThat(BROKER.get("/api/v1/topics/" + dlq).path("type").asText()).isEqualTo("Queue");
    assertThat(BROKER.get("/api/v1/topics/" + dlq + "/messages?from=earliest").path("items"))
        .hasSize(2);
    Got entry = BROKER.consumeOne(dlq, "");
    assertThat(entry.json().at("/deadLetter/reason").asText()).isEqualTo("MaxDeliveriesExceeded");
    assertThat(replay(topic, "{}").path("replayed").asInt()).as("one is held").isEqualTo(1);
    BROKER.ack(entry);
    assertThat(BROKER.dead(topic, "")).isEmpty();
    BROKER.refused(
        409,
        "Conflict",
        "POST",
        "/api/v1/messages/publish",
        "{'topicName':'" + dlq + "','payload':1}");
    BROKER.refused(400, "BadRequest", "POST", "/api/v1/topics", "{'name':'x.dlq','type':'Queue'}");
  }

  @Test
  void aDeadLetterThatFailsStaysOne() {
    String topic = BROKER.topic(ONE_TRY + ",'backoff':{'initial':'1ms','max':'1ms'}");
    killed(topic, 1);
    String dlq = topic + ".dlq";
    for (int i = 0; i < 3; i++) {
      BROKER.nack(BROKER.consumeOne(dlq, ""), "'delay':'0s'");
    }
    assertThat(BROKER.dead(topic, "")).hasSize(1);
  }

  @Test
  void itMayHaveANameOfItsOwn() {
    String queue = "graveyard";
    String topic = BROKER.topic(ONE_TRY + ",'deadLetter':{'queue':'" + queue + "'}");
    assertThat(BROKER.get("/api/v1/topics/" + topic).at("/deadLetter/queue").asText())
        .isEqualTo(queue);
    killed(topic, 1);
    assertThat(BROKER.get("/api/v1/topics/" + queue + "/metrics").path("depth").asInt())
        .isEqualTo(1);
    BROKER.refused(
        409, "Conflict", "POST", "/api/v1/topics", "{'name':'" + queue + "','type':'Queue'}");
    BROKER.restart();
    assertThat(BROKER.consumeOne(queue, "").json().path("topicName").asText()).isEqualTo(queue);
  }

  @Test
  void deadLettersOfManyPartitionsComeBackInTheOrderOfTheirKeys() {
    String topic = BROKER.topic("'type':'Queue','maxDeliveries':1,'partitions':4");
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      for (String key : List.of("a", "b", "c")) {
        BROKER.publishAll(topic, key, key + i);
        BROKER.nack(BROKER.consumeOne(topic, ""), "");
      }
      expected.add("a" + i);
    }
    BROKER.awaitDead(topic, 15);
    assertThat(replay(topic, "{}").path("replayed").asInt()).isEqualTo(15);
    List<String> back = LiveBroker.payloads(BROKER.consumeAll(topic, "", 15));
    assertThat(back).filteredOn(one -> one.startsWith("a")).isEqualTo(expected);
  }
}
