package io.hotswap.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.contracts.broker.StartAt;
import io.hotswap.contracts.broker.SubscriptionSettings;
import io.hotswap.contracts.edge.Principal.Role;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.push.DeliveryLog.Endpoint;
import io.hotswap.contracts.push.DeliveryLog.Entry;
import io.hotswap.gateway.rest.fake.FakeBroker;
import io.hotswap.gateway.rest.fake.FakeExchange;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubscriptionsTest {
  private static final String ALL = "/api/v1/subscriptions";
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private final Door door = new Door().withTopic("q", "Queue").withTopic("p", "PubSub");

  SubscriptionsTest() {
    door.post(
        "/api/v1/topics",
        "{\"name\":\"c\",\"type\":\"PubSub\",\"routingStrategy\":\"ContentBased\"}");
  }

  @AfterEach
  void close() {
    door.close();
  }

  private FakeExchange create(String fields) {
    return door.post(ALL, "{" + fields + "}");
  }

  private String id(String fields) {
    FakeExchange made = create(fields);
    assertThat(made.status).as(made.text()).isEqualTo(201);
    return made.tree().path("id").asText();
  }

  private SubscriptionSettings settings(String id) {
    return door.broker.subscriptions.get(id).settings();
  }

  private FakeExchange put(String id, String json) {
    return door.ask(new FakeExchange("PUT", ALL + "/" + id).json(json));
  }

  @Test
  void createsPullSubscriptionsWithDefaults() {
    FakeExchange made = create("\"topicName\":\"p\",\"consumerGroup\":\"g\"");
    assertThat(made.status).isEqualTo(201);
    String id = made.tree().path("id").asText();
    assertThat(made.answerHeaders).containsEntry("location", ALL + "/" + id);
    assertThat(made.text())
        .isEqualTo(
            "{\"id\":\"%s\",\"topicName\":\"p\",\"consumerGroup\":\"g\",\"type\":\"Pull\","
                    .formatted(id)
                + "\"filter\":null,\"maxInFlight\":100000,\"expireAfterIdle\":null,"
                + "\"paused\":false,\"version\":1,\"createdAt\":\"2023-11-14T22:13:20.123Z\"}");
    assertThat(door.broker.lastFrom).isEqualTo(StartAt.LATEST);
    assertThat(create("\"topicName\":\"p\",\"consumerGroup\":\"g\"").status).isEqualTo(200);
    assertThat(create("\"topicName\":\"p\",\"consumerGroup\":\"g\",\"maxInFlight\":1").code())
        .isEqualTo("SubscriptionExists");
    create("\"topicName\":\"p\",\"consumerGroup\":\"h\",\"from\":\"offset:7\"");
    assertThat(door.broker.lastFrom).isEqualTo(new StartAt(StartAt.Kind.OFFSET, 7));
  }

  @Test
  void aQueueHasOneSubscription() {
    FakeExchange first = create("\"topicName\":\"q\",\"consumerGroup\":\"label\"");
    assertThat(first.status).isEqualTo(201);
    String webhook =
        "\"topicName\":\"q\",\"consumerGroup\":\"label\",\"consumerEndpoint\":\"http://a\"";
    String id = first.tree().path("id").asText();
    // As a broker has it: there from the beginning, with its defaults.
    FakeExchange set = create(webhook);
    assertThat(set.status).as(set.text()).isEqualTo(201);
    assertThat(set.text()).contains("\"consumerGroup\":\"default\"", "whsec_");
    assertThat(create(webhook).status).isEqualTo(200);
    FakeExchange other = create(webhook.replace("http://a", "http://b"));
    assertThat(other.code()).isEqualTo("SubscriptionExists");
    assertThat(door.broker.subscriptions.get(id).group()).isEqualTo("default");
    assertThat(door.broker.lastFrom).isEqualTo(StartAt.EARLIEST);
  }

  @Test
  void showsAGeneratedSecretOnce() {
    String body =
        "\"topicName\":\"p\",\"consumerGroup\":\"g\",\"consumerEndpoint\":\"https://a.b/c?d\"";
    FakeExchange made = create(body);
    JsonNode push = made.tree().path("push");
    assertThat(push.path("secrets").get(0).asText()).matches("whsec_[A-Za-z0-9+/]{32}");
    assertThat(push.path("endpoint").asText()).isEqualTo("https://a.b/c?d");
    assertThat(made.tree().path("type").asText()).isEqualTo("Push");
    FakeExchange again = create(body);
    assertThat(again.status).as(again.text()).isEqualTo(200);
    assertThat(again.text()).doesNotContain("whsec_").contains("\"secretsLive\":1");
    String id = made.tree().path("id").asText();
    assertThat(door.get(ALL + "/" + id).text()).doesNotContain("whsec_");
    assertThat(door.get(ALL).text()).doesNotContain("whsec_");
  }

  @Test
  void showsTheLastDeliveries() {
    String id = id("\"topicName\":\"p\",\"consumerGroup\":\"g\",\"consumerEndpoint\":\"http://a\"");
    String path = ALL + "/" + id + "/deliveries";
    assertThat(door.get(path).code()).isEqualTo("SubscriptionNotFound");
    MessageId message = new MessageId(1, 0, 7);
    long at = FakeBroker.TIME;
    door.log.entries.add(new Entry(at, message, 1, 2, 0, 5000, false, "timeout"));
    door.log.entries.add(new Entry(at, message, 1, 1, 503, 12, false, "503"));
    door.log.endpoint = new Endpoint("Open", 1, 2500, null);

    assertThat(door.get(path + "?limit=1").text())
        .isEqualTo(
            "{\"endpoint\":{\"breaker\":\"Open\",\"requestsInFlight\":1,\"heldFor\":\"2500ms\","
                + "\"problem\":null},\"items\":[{\"at\":\"2023-11-14T22:13:20.123Z\","
                + "\"messageId\":\"%s\",\"messages\":1,\"attempt\":2,\"status\":null,"
                    .formatted(message)
                + "\"duration\":\"5s\",\"delivered\":false,\"error\":\"timeout\"}]}");
    assertThat(door.get(path).tree().path("items").get(1).path("status").asInt()).isEqualTo(503);
    assertThat(door.get(path + "?limit=0").status).isEqualTo(400);
    assertThat(door.get(ALL + "/sub-9-9/deliveries").status).isEqualTo(404);
    String pull = id("\"topicName\":\"p\",\"consumerGroup\":\"h\"");
    assertThat(door.get(ALL + "/" + pull + "/deliveries").code()).isEqualTo("Conflict");
  }

  @Test
  void takesPushSettings() {
    String id =
        id(
            "\"topicName\":\"p\",\"consumerGroup\":\"g\",\"type\":\"Push\",\"push\":{"
                + "\"endpoint\":\"event-bus:orders.in\",\"secrets\":[\""
                + SECRET
                + "\"],\"batchSize\":10,\"timeout\":\"2s\",\"breaker\":{\"failureThreshold\":3,"
                + "\"recoveryTimeout\":\"500ms\",\"successThreshold\":1}},"
                + "\"maxInFlight\":7,\"expireAfterIdle\":\"1h\",\"paused\":true");
    SubscriptionSettings settings = settings(id);
    assertThat(settings.push().batchSize()).isEqualTo(10);
    assertThat(settings.push().timeoutMillis()).isEqualTo(2000);
    assertThat(settings.push().breaker()).isEqualTo(new SubscriptionSettings.Breaker(3, 500, 1));
    assertThat(settings.expireAfterIdleMillis()).isEqualTo(3_600_000);
    assertThat(settings.paused()).isTrue();
    JsonNode changed =
        put(id, "{\"push\":{\"batchSize\":20},\"maxInFlight\":8,\"expireAfterIdle\":null}").tree();
    assertThat(changed.path("push").path("endpoint").asText()).isEqualTo("event-bus:orders.in");
    assertThat(settings(id).push().secrets()).containsExactly(SECRET);
    assertThat(settings(id).push().batchSize()).isEqualTo(20);
    assertThat(settings(id).expireAfterIdleMillis()).isZero();
    put(id, "{\"push\":{\"secrets\":[\"" + SECRET + "\",\"" + SECRET + "\"]}}");
    assertThat(settings(id).push().secrets()).hasSize(2);
    assertThat(put(id, "{\"type\":\"Pull\"}").tree().has("push")).isFalse();
    assertThat(put(id, "{\"type\":\"Push\"}").status).isEqualTo(400);
    assertThat(put(id, "{\"consumerEndpoint\":\"http://a\"}").text()).contains("whsec_");
  }

  @Test
  void keepsFiltersAsGiven() {
    String filter = "{\"jsonPath\":\"$.a[?@.b > 3]\"}";
    String id = id("\"topicName\":\"c\",\"consumerGroup\":\"g\",\"filter\":" + filter);
    assertThat(settings(id).filter()).isEqualTo(filter);
    assertThat(door.get(ALL + "/" + id).tree().path("filter").toString()).isEqualTo(filter);
    FakeExchange bad = put(id, "{\"filter\":{\"jsonPath\":\"bad\"}}");
    assertThat(bad.status).isEqualTo(400);
    assertThat(bad.tree().path("errors").get(0).path("pointer").asText())
        .isEqualTo("/filter/jsonPath");
    assertThat(put(id, "{\"filter\":null}").tree().path("filter").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "\"consumerGroup\":\"g\";/topicName;400",
        "\"topicName\":\"p\";/consumerGroup;400",
        "\"topicName\":\"q\",\"from\":\"latest\";/from;409",
        "\"topicName\":\"p\",\"consumerGroup\":\"g\",\"from\":\"soon\";/from;400",
        "\"topicName\":\"p\",\"consumerGroup\":\"g\",\"filter\":{};/filter;409",
        "\"topicName\":\"c\",\"consumerGroup\":\"g\",\"filter\":7;/filter;400",
        "\"topicName\":\"p\",\"consumerGroup\":\"g\",\"maxInFlight\":0;/maxInFlight;400",
        "\"topicName\":\"p\",\"consumerGroup\":\"g\",\"expireAfterIdle\":\"1ms\";/expireAfterIdle;400",
        "\"topicName\":\"p\",\"consumerGroup\":\"g\",\"type\":\"Push\";/consumerEndpoint;400",
        "\"topicName\":\"p\",\"consumerGroup\":\"g\",\"consumerEndpoint\":\"ftp://a\";/consumerEndpoint;400",
        "\"topicName\":\"p\",\"consumerGroup\":\"g\",\"consumerEndpoint\":\"http://u:p@a\";/consumerEndpoint;400",
        "\"topicName\":\"p\",\"consumerGroup\":\"g\",\"consumerEndpoint\":\"http:///x\";/consumerEndpoint;400",
        "\"topicName\":\"p\",\"consumerGroup\":\"g\",\"consumerEndpoint\":\"http://a b\";/consumerEndpoint;400",
        "\"topicName\":\"p\",\"consumerGroup\":\"g\",\"consumerEndpoint\":\"event-bus:\";/consumerEndpoint;400",
        "\"topicName\":\"p\",\"consumerGroup\":\"g\",\"push\":{\"endpoint\":\"event-bus:hotswap.v1.publish\"};/push/endpoint;400",
        "\"topicName\":\"p\",\"consumerGroup\":\"g\",\"push\":{\"endpoint\":\"http://a\",\"secrets\":[\"x\"]};/push/secrets/0;400",
        "\"topicName\":\"p\",\"consumerGroup\":\"g\",\"push\":{\"endpoint\":\"http://a\",\"secrets\":[\"whsec_M\",\"y\",\"z\"]};/push/secrets;400",
        "\"topicName\":\"p\",\"consumerGroup\":\"g\",\"push\":\"whsec_M\";/push;400",
        "\"topicName\":\"p\",\"consumerGroup\":\"g\",\"push\":{\"endpoint\":\"http://a\",\"timeout\":\"61s\"};/push/timeout;400",
        "\"topicName\":\"p\",\"consumerGroup\":\"g\",\"push\":{\"endpoint\":\"http://a\",\"colour\":1};/push/colour;400",
        "\"topicName\":\"p\",\"consumerGroup\":\"g\",\"push\":{\"endpoint\":\"http://a\"},\"consumerEndpoint\":\"http://b\";/push/endpoint;400",
        "\"topicName\":\"p\",\"consumerGroup\":\"g\",\"push\":{\"endpoint\":\"http://a\"},\"type\":\"Pull\";/type;400"
      })
  void refusesBadSubscriptionsByName(String fields, String pointer, int status) {
    FakeExchange answer = create(fields);
    assertThat(answer.status).as(answer.text()).isEqualTo(status);
    assertThat(answer.tree().path("errors").get(0).path("pointer").asText()).isEqualTo(pointer);
    assertThat(answer.text()).contains("(expected: ").doesNotContain("whsec_M");
    assertThat(door.broker.subscriptions).isEmpty();
  }

  @Test
  void showsMembersAndFigures() {
    String id = id("\"topicName\":\"p\",\"consumerGroup\":\"g\"");
    JsonNode one = door.get(ALL + "/" + id).tree();
    assertThat(one.path("members").toString())
        .isEqualTo(
            "[{\"consumerId\":\"c1\",\"leases\":2,\"capacity\":10,\"lag\":3},"
                + "{\"consumerId\":\"c2\",\"leases\":0,\"capacity\":null,\"lag\":3}]");
    assertThat(one.path("stats").path("ready").asInt()).isEqualTo(3);
    assertThat(one.path("lastUsedAt").asText()).isEqualTo("2023-11-14T22:13:20.123Z");
  }

  @Test
  void listsWhatTheTokenMaySee() {
    id("\"topicName\":\"p\",\"consumerGroup\":\"g\"");
    id("\"topicName\":\"p\",\"consumerGroup\":\"h\"");
    id("\"topicName\":\"q\"");
    FakeExchange page = door.get(ALL + "?limit=2");
    assertThat(page.tree().path("items").findValuesAsText("consumerGroup"))
        .containsExactly("g", "h");
    String next = page.tree().path("next").asText();
    assertThat(door.get(ALL + "?cursor=" + next).tree().path("items")).hasSize(1);
    door.withTopic("p.x", "Queue").post(ALL, "{\"topicName\":\"p.x\"}");
    FakeExchange paged = door.get(ALL + "?limit=1");
    int seen = 1;
    for (String to = ""; paged.tree().path("next").isTextual(); seen++) {
      to = paged.tree().path("next").asText();
      paged = door.get(ALL + "?limit=1&cursor=" + to);
    }
    assertThat(seen).isEqualTo(4);
    assertThat(door.get(ALL + "?topicName=q").tree().path("items")).hasSize(1);
    assertThat(door.get(ALL + "?topicName=x").code()).isEqualTo("TopicNotFound");
    FakeExchange narrowed = door.ask(new FakeExchange("GET", ALL).as(Role.viewer, "q"));
    assertThat(narrowed.tree().path("items")).hasSize(1);
    assertThat(door.ask(new FakeExchange("GET", ALL + "?topicName=p").as(Role.viewer, "q")).status)
        .isEqualTo(403);
  }

  @Test
  void seeksPausesResumesAndDeletes() {
    String at = ALL + "/" + id("\"topicName\":\"p\",\"consumerGroup\":\"g\"");
    assertThat(door.post(at + "/seek", "{\"to\":\"time:2023-11-14T22:13:20Z\"}").status)
        .isEqualTo(204);
    assertThat(door.broker.lastFrom).isEqualTo(new StartAt(StartAt.Kind.TIME, 1_700_000_000_000L));
    assertThat(door.post(at + "/seek", "{\"to\":\"offset:x\"}").status).isEqualTo(400);
    assertThat(door.post(at + "/seek", "{}").status).isEqualTo(400);
    assertThat(door.ask(new FakeExchange("POST", at + "/pause")).text())
        .contains("\"paused\":true");
    assertThat(door.ask(new FakeExchange("POST", at + "/resume")).text())
        .contains("\"paused\":false");
    assertThat(put(at.substring(ALL.length() + 1), "{\"topicName\":\"q\"}").status).isEqualTo(400);
    for (String what : new String[] {"GET ", "DELETE ", "POST /pause", "POST /resume"}) {
      String[] words = what.split(" ", 2);
      FakeExchange foreign = new FakeExchange(words[0], at + words[1]).as(Role.consumer, "other*");
      assertThat(door.ask(foreign).status).as(what).isEqualTo(403);
      FakeExchange unknown = new FakeExchange(words[0], ALL + "/sub-1-99" + words[1]);
      assertThat(door.ask(unknown).code()).as(what).isEqualTo("SubscriptionNotFound");
      FakeExchange nonsense = new FakeExchange(words[0], ALL + "/x" + words[1]);
      assertThat(door.ask(nonsense).code()).as(what).isEqualTo("SubscriptionNotFound");
    }
    assertThat(door.ask(new FakeExchange("DELETE", at)).status).isEqualTo(204);
    assertThat(door.broker.subscriptions).isEmpty();
  }

  @Test
  void triesFilters() {
    String test = "/api/v1/filters/test";
    FakeExchange answer =
        door.post(test, "{\"filter\":{\"jsonPath\":\"$\"},\"message\":{\"payload\":{\"a\": 1.0}}}");
    assertThat(answer.text())
        .isEqualTo("{\"matches\":true,\"nodes\":[{\"path\":\"$\",\"value\":{\"a\": 1.0}}]}");
    FakeExchange bad = door.post(test, "{\"filter\":{\"x\":\"bad\"},\"message\":{\"payload\":1}}");
    assertThat(bad.tree().path("errors").get(0).path("pointer").asText())
        .isEqualTo("/filter/jsonPath");
    for (String body :
        new String[] {
          "{\"filter\":7,\"message\":{\"payload\":1}}",
          "{\"filter\":{},\"message\":{}}",
          "{\"filter\":{}}",
          "{\"message\":{\"payload\":1}}",
          "{\"filter\":{},\"message\":{\"payload\":1},\"x\":1}"
        }) {
      assertThat(door.post(test, body).status).as(body).isEqualTo(400);
    }
  }

  @Test
  void refusesFiltersNobodyKnows() {
    try (Door bare = new Door(new JsonObject(), null)) {
      FakeExchange answer =
          bare.post("/api/v1/filters/test", "{\"filter\":{},\"message\":{\"payload\":1}}");
      assertThat(answer.status).isEqualTo(400);
      assertThat(answer.code()).isEqualTo("Unsupported");
    }
  }
}
