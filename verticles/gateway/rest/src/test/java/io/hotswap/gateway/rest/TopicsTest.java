package io.hotswap.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.contracts.edge.Principal.Role;
import io.hotswap.gateway.rest.fake.FakeExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicsTest {
  private static final String TOPICS = "/api/v1/topics";

  private final Door door = new Door();

  @AfterEach
  void close() {
    door.close();
  }

  private FakeExchange put(String name, String json) {
    return door.ask(new FakeExchange("PUT", TOPICS + "/" + name).json(json));
  }

  @Test
  void fillsEveryDefaultIn() {
    FakeExchange answer = door.post(TOPICS, "{\"name\":\"t\",\"type\":\"Queue\"}");
    assertThat(answer.status).isEqualTo(201);
    assertThat(answer.answerHeaders).containsEntry("location", "/api/v1/topics/t");
    assertThat(answer.text())
        .isEqualTo(
            "{\"name\":\"t\",\"type\":\"Queue\",\"deliveryGuarantee\":\"AtLeastOnce\","
                + "\"routingStrategy\":\"LoadBalanced\",\"partitions\":1,\"replicationFactor\":1,"
                + "\"ordering\":\"Key\",\"ackDeadline\":\"30s\",\"maxDeliveries\":6,\"backoff\":"
                + "{\"initial\":\"2s\",\"multiplier\":2,\"max\":\"32s\",\"jitter\":0.1},"
                + "\"loadBalancing\":\"round-robin\",\"unroutable\":\"drop\",\"onKeyFailure\":"
                + "\"dead-letter\",\"ttl\":null,\"onExpiry\":\"dead-letter\",\"priorityMaxWait\":"
                + "\"30s\",\"retention\":{\"maxAge\":null,\"maxBytes\":null},\"dedup\":{\"window\":"
                + "\"1d\",\"maxKeys\":1000000},\"deadLetter\":{\"enabled\":true,\"queue\":\"t.dlq\","
                + "\"includeMetadata\":true,\"ttl\":null},\"quota\":{\"messagesPerSecond\":null,"
                + "\"bytesPerSecond\":null},\"version\":1,\"createdAt\":\"2023-11-14T22:13:20.123Z\"}");
  }

  @Test
  void prioritiesAreForMessagesUnlessKeysAreAskedFor() {
    String priority = "{\"name\":\"t\",\"type\":\"Queue\",\"routingStrategy\":\"Priority\"";
    assertThat(door.post(TOPICS, priority + "}").text()).contains("\"ordering\":\"None\"");
    assertThat(door.post(TOPICS, priority + ",\"ordering\":\"None\"}").status).isEqualTo(200);
    assertThat(door.post(TOPICS, priority + ",\"ordering\":\"Key\"}").status).isEqualTo(409);
    FakeExchange live = put("t", "{\"routingStrategy\":\"LoadBalanced\"}");
    assertThat(live.text()).contains("\"ordering\":\"None\"");
  }

  @Test
  void sameAgainIsNothingNewAndOtherIsAConflict() {
    door.withTopic("t", "Queue");
    assertThat(door.post(TOPICS, "{\"name\":\"t\",\"type\":\"Queue\"}").status).isEqualTo(200);
    FakeExchange other = door.post(TOPICS, "{\"name\":\"t\",\"type\":\"PubSub\"}");
    assertThat(other.status).isEqualTo(409);
    assertThat(other.code()).isEqualTo("TopicExists");
  }

  @Test
  void takesAllSettingsThatWork() {
    FakeExchange answer =
        door.post(
            TOPICS,
            "{\"name\":\"t\",\"type\":\"PubSub\",\"routingStrategy\":\"FanOut\",\"partitions\":4,"
                + "\"ordering\":\"None\",\"ackDeadline\":\"PT90S\",\"maxDeliveries\":3,"
                + "\"backoff\":{\"initial\":\"500ms\",\"multiplier\":1.5}}");
    assertThat(answer.status).isEqualTo(201);
    assertThat(answer.text())
        .contains("\"partitions\":4", "\"ackDeadline\":\"90s\"", "\"initial\":\"500ms\"")
        .contains("\"multiplier\":1.5", "\"max\":\"32s\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{\"type\":\"Queue\"};/name;BadRequest;400",
        "{\"name\":\"t\"};/type;BadRequest;400",
        "{\"name\":\"-t\",\"type\":\"Queue\"};/name;BadRequest;400",
        "{\"name\":\"t.dlq\",\"type\":\"Queue\"};/name;BadRequest;400",
        "{\"name\":\"t.DlQ\",\"type\":\"Queue\"};/name;BadRequest;400",
        "{\"name\":7,\"type\":\"Queue\"};/name;BadRequest;400",
        "{\"name\":\"t\",\"type\":\"Heap\"};/type;BadRequest;400",
        "{\"name\":\"t\",\"type\":\"Queue\",\"colour\":1};/colour;BadRequest;400",
        "{\"name\":\"t\",\"type\":\"Queue\",\"partitions\":257};/partitions;BadRequest;400",
        "{\"name\":\"t\",\"type\":\"Queue\",\"partitions\":1e400};/partitions;BadRequest;400",
        "{\"name\":\"t\",\"type\":\"Queue\",\"ackDeadline\":\"1ms\"};/ackDeadline;BadRequest;400",
        "{\"name\":\"t\",\"type\":\"Queue\",\"ackDeadline\":\"soon\"};/ackDeadline;BadRequest;400",
        "{\"name\":\"t\",\"type\":\"Queue\",\"backoff\":{\"initial\":\"1h\"}};/backoff/max;BadRequest;400",
        "{\"name\":\"t\",\"type\":\"Queue\",\"backoff\":{\"x\":1}};/backoff/x;BadRequest;400",
        "{\"name\":\"t\",\"type\":\"Queue\",\"ttl\":\"0s\"};/ttl;BadRequest;400",
        "{\"name\":\"t\",\"type\":\"Queue\",\"ttl\":7};/ttl;BadRequest;400",
        "{\"name\":\"t\",\"type\":\"Queue\",\"retention\":{\"maxAge\":\"1ms\"}};/retention/maxAge;BadRequest;400",
        "{\"name\":\"t\",\"type\":\"Queue\",\"retention\":{\"maxBytes\":0}};/retention/maxBytes;BadRequest;400",
        "{\"name\":\"t\",\"type\":\"Queue\",\"retention\":{\"maxSize\":1}};/retention/maxSize;BadRequest;400",
        "{\"name\":\"t\",\"type\":\"Queue\",\"onExpiry\":\"keep\"};/onExpiry;BadRequest;400",
        "{\"name\":\"t\",\"type\":\"Queue\",\"unroutable\":\"DeadLetter\"};/unroutable;BadRequest;400",
        "{\"name\":\"t\",\"type\":\"Queue\",\"dedup\":{\"window\":\"8d\"}};/dedup/window;BadRequest;400",
        "{\"name\":\"t\",\"type\":\"Queue\",\"deadLetter\":{\"queue\":\"t\"}};/deadLetter/queue;BadRequest;400",
        "{\"name\":\"t\",\"type\":\"Queue\",\"deadLetter\":{\"queue\":\"u.dlq\"}};/deadLetter/queue;BadRequest;400",
        "{\"name\":\"t\",\"type\":\"Queue\",\"deadLetter\":{\"queue\":\"a b\"}};/deadLetter/queue;BadRequest;400",
        "{\"name\":\"t\",\"type\":\"Queue\",\"quota\":{\"messagesPerSecond\":0}};/quota/messagesPerSecond;BadRequest;400",
        "{\"name\":\"t\",\"type\":\"Queue\",\"priorityMaxWait\":\"2d\"};/priorityMaxWait;BadRequest;400",
        "{\"name\":\"t\",\"type\":\"Queue\",\"schemaId\":\"s\"};/schemaId;Unsupported;400",
        "{\"name\":\"t\",\"type\":\"Queue\",\"routingStrategy\":\"FanOut\"};/routingStrategy;Conflict;409",
        "{\"name\":\"t\",\"type\":\"Queue\",\"routingStrategy\":\"ContentBased\"};/routingStrategy;Conflict;409",
        "{\"name\":\"t\",\"type\":\"Queue\",\"loadBalancing\":\"least-loaded\",\"routingStrategy\":\"Direct\"};/loadBalancing;Conflict;409",
        "{\"name\":\"t\",\"type\":\"Queue\",\"unroutable\":\"dead-letter\"};/unroutable;Conflict;409",
        "{\"name\":\"t\",\"type\":\"Queue\",\"priorityMaxWait\":\"1s\"};/priorityMaxWait;Conflict;409",
        "{\"name\":\"t\",\"type\":\"Queue\",\"onKeyFailure\":\"block\",\"ordering\":\"None\"};/onKeyFailure;Conflict;409",
        "{\"name\":\"t\",\"type\":\"Queue\",\"onKeyFailure\":\"park\",\"deliveryGuarantee\":\"AtMostOnce\"};/onKeyFailure;Conflict;409",
        "{\"name\":\"t\",\"type\":\"Queue\",\"dedup\":{\"window\":\"1h\"}};/dedup;Conflict;409",
        "{\"name\":\"t\",\"type\":\"Queue\",\"replicationFactor\":3};/replicationFactor;Conflict;409",
        "{\"name\":\"t\",\"name\":\"u\",\"type\":\"Queue\"};/name;BadRequest;400",
        "[];body;BadRequest;400",
        "{};/name;BadRequest;400",
        "null;body;BadRequest;400"
      })
  void refusesBadTopicsByName(String body, String named, String code, int status) {
    FakeExchange answer = door.post(TOPICS, body);
    assertThat(answer.status).as(answer.text()).isEqualTo(status);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.tree().path("detail").asText()).startsWith(named + ":");
    assertThat(answer.tree().path("errors").get(0).path("pointer").asText())
        .isEqualTo(named.replace("body", ""));
    assertThat(door.broker.topics).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "type|\"queue\"|one of Queue, PubSub",
        "partitions|\"2\"|an integer",
        "partitions|0|at least 1",
        "partitions|257|at most 256",
        "ackDeadline|\"soon\"|a duration as 500ms, 30s, 5m, 24h, 7d or PT30S",
        "backoff|[]|an object",
        "name|\"-t\"|a name of letters, digits, '.', '_', '-', starting with a letter or digit,"
            + " at most 200 long"
      },
      quoteCharacter = '`')
  void tellsWhatItExpected(String field, String value, String expected) {
    String body = "{\"%s\":%s}".formatted(field, value);
    FakeExchange answer = put("t", body);
    assertThat(answer.tree().path("errors").get(0).path("detail").asText())
        .isEqualTo(value + " (expected: " + expected + ")");
  }

  @Test
  void takesEverySettingAndGivesItBack() {
    String own =
        "\"ordering\":\"Key\",\"loadBalancing\":\"least-loaded\",\"onKeyFailure\":\"park\","
            + "\"ttl\":\"1h\",\"onExpiry\":\"drop\",\"retention\":{\"maxAge\":\"7d\","
            + "\"maxBytes\":9007199254740991},\"dedup\":{\"window\":\"1h\",\"maxKeys\":10},"
            + "\"deadLetter\":{\"enabled\":true,\"queue\":\"failed\",\"includeMetadata\":false,"
            + "\"ttl\":\"30d\"},\"quota\":{\"messagesPerSecond\":10,\"bytesPerSecond\":1000}";
    String body =
        "{\"name\":\"t\",\"type\":\"Queue\",\"deliveryGuarantee\":\"ExactlyOnce\"," + own + "}";
    assertThat(door.post(TOPICS, body).status).isEqualTo(201);
    JsonNode topic = door.get(TOPICS + "/t").tree();
    assertThat(topic.path("loadBalancing").asText()).isEqualTo("least-loaded");
    assertThat(topic.path("onKeyFailure").asText()).isEqualTo("park");
    assertThat(topic.path("ttl").asText()).isEqualTo("1h");
    assertThat(topic.path("retention").toString())
        .isEqualTo("{\"maxAge\":\"7d\",\"maxBytes\":9007199254740991}");
    assertThat(topic.path("deadLetter").path("queue").asText()).isEqualTo("failed");
    assertThat(topic.path("quota").path("bytesPerSecond").asLong()).isEqualTo(1000);
    // What stays as it was may lose its meaning.
    assertThat(put("t", "{\"routingStrategy\":\"Direct\"," + own + "}").status).isEqualTo(200);
    JsonNode reset =
        put(
                "t",
                "{\"retention\":null,\"ttl\":null,\"quota\":null,\"deadLetter\":{\"queue\":null},"
                    + "\"dedup\":{\"maxKeys\":11}}")
            .tree();
    assertThat(reset.path("retention").path("maxAge").isNull()).isTrue();
    assertThat(reset.path("ttl").isNull()).isTrue();
    assertThat(reset.path("deadLetter").toString()).contains("\"t.dlq\"", "\"30d\"");
    assertThat(reset.path("dedup").toString()).isEqualTo("{\"window\":\"1h\",\"maxKeys\":11}");
    assertThat(reset.path("quota").path("messagesPerSecond").isNull()).isTrue();
  }

  @Test
  void changesOnlyWhatIsNamed() {
    door.post(TOPICS, "{\"name\":\"t\",\"type\":\"Queue\",\"maxDeliveries\":3}");
    FakeExchange answer = put("t", "{\"name\":\"t\",\"ackDeadline\":\"1m\"}");
    assertThat(answer.status).isEqualTo(200);
    assertThat(answer.text())
        .contains("\"ackDeadline\":\"1m\"", "\"maxDeliveries\":3", "\"version\":2");
    assertThat(put("t", "{\"name\":\"u\"}").status).isEqualTo(400);
    assertThat(put("u", "{}").code()).isEqualTo("TopicNotFound");
    assertThat(put("t", "").status).isEqualTo(400);
  }

  @Test
  void readsMeasuresAndDeletes() {
    door.withTopic("t", "Queue");
    assertThat(door.get(TOPICS + "/t").status).isEqualTo(200);
    assertThat(door.get(TOPICS + "/%74").status).isEqualTo(200);
    assertThat(door.get(TOPICS + "/u").code()).isEqualTo("TopicNotFound");
    assertThat(door.get(TOPICS + "/a%2Fb").tree().path("errors").get(0).path("pointer").asText())
        .isEqualTo("path:name");
    FakeExchange metrics = door.get(TOPICS + "/t/metrics");
    assertThat(metrics.tree().path("depth").asInt()).isEqualTo(6);
    assertThat(metrics.tree().path("subscriptions").get(0).path("lagSeconds").asDouble())
        .isEqualTo(1.5);
    assertThat(metrics.text())
        .contains("\"retained\":8", "\"scheduled\":2", "\"duplicates\":1", "\"filtered\":4")
        .contains("\"rates\":{\"publishedPerSecond\":");
    door.post("/api/v1/messages/publish", "{\"topicName\":\"t\",\"payload\":1}");
    assertThat(door.ask(new FakeExchange("DELETE", TOPICS + "/t")).code())
        .isEqualTo("TopicHasBacklog");
    assertThat(door.ask(new FakeExchange("DELETE", TOPICS + "/t?force=maybe")).status)
        .isEqualTo(400);
    assertThat(door.ask(new FakeExchange("DELETE", TOPICS + "/t?force=true")).status)
        .isEqualTo(204);
  }

  @Test
  void listsByPageWhatTheTokenMaySee() {
    for (String name : new String[] {"a1", "a2", "a3", "b1"}) {
      door.withTopic(name, "Queue");
    }
    FakeExchange first = door.get(TOPICS + "?limit=3");
    assertThat(first.tree().path("items").findValuesAsText("name"))
        .containsExactly("a1", "a2", "a3");
    String next = first.tree().path("next").asText();
    FakeExchange last = door.get(TOPICS + "?limit=3&cursor=" + next);
    assertThat(last.tree().path("items").findValuesAsText("name")).containsExactly("b1");
    assertThat(last.tree().path("next").isNull()).isTrue();
    FakeExchange narrowed = door.ask(new FakeExchange("GET", TOPICS).as(Role.viewer, "b*"));
    assertThat(narrowed.tree().path("items")).hasSize(1);
    for (String list : new String[] {"topics", "plugins", "brokers", "swaps"}) {
      for (String bad : new String[] {"", "***", "YTE", "YTE=", "%20", "a", next + "x"}) {
        FakeExchange refused = door.get("/api/v1/" + list + "?cursor=" + bad);
        assertThat(refused.status).as(list + " " + bad).isEqualTo(400);
        assertThat(refused.text()).contains("\"pointer\":\"query:cursor\"");
      }
    }
    for (String other : new String[] {"plugins", "brokers", "swaps"}) {
      assertThat(door.get("/api/v1/" + other + "?cursor=" + next).status).isEqualTo(400);
    }
    assertThat(door.get(TOPICS + "?limit=0").status).isEqualTo(400);
  }
}
