package io.hotswap.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.integration.LiveBroker.Got;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Groups of consumers: who gets what, where a group begins, and what operators do with it. */
class SubscribingIT {
  private static final String PUB_SUB = "'type':'PubSub'";

  @RegisterExtension static final LiveBroker BROKER = new LiveBroker();

  private static String subscription(String id, String action) {
    return "/api/v1/subscriptions/" + id + (action.isEmpty() ? "" : "/" + action);
  }

  private static void seek(String id, String to) {
    BROKER.expect(204, "POST", subscription(id, "seek"), "{'to':'" + to + "'}");
  }

  @Test
  void everyGroupGetsEveryMessageAndItsConsumersShareThem() {
    String topic = BROKER.topic(PUB_SUB);
    BROKER.subscribe(topic, "g1", "");
    BROKER.subscribe(topic, "g2", "");
    for (int i = 0; i < 10; i++) {
      BROKER.publishAll(topic, null, "m" + i);
    }
    Set<String> shared = new HashSet<>();
    for (String consumer : List.of("a", "b")) {
      BROKER
          .consumeAll(topic, "consumerGroup=g1&consumerId=" + consumer, 5)
          .forEach(got -> assertThat(shared.add(got.payload())).isTrue());
    }
    assertThat(shared).hasSize(10);
    assertThat(BROKER.drain(topic, "consumerGroup=g2")).hasSize(10);
  }

  @Test
  void aGroupBeginsWhereItsFirstConsumeSays() {
    String topic = BROKER.topic(PUB_SUB + ",'partitions':3");
    BROKER.publishAll(topic, null, "a", "b", "c", "d");
    assertThat(BROKER.consume(topic, "consumerGroup=latest")).isEmpty();
    assertThat(BROKER.consume(topic, "consumerGroup=all&from=earliest&limit=10")).hasSize(4);
    BROKER.publishAll(topic, null, "e");
    assertThat(BROKER.drain(topic, "consumerGroup=latest")).containsExactly("e");
    BROKER.refused(400, "BadRequest", "GET", "/api/v1/messages/consume/" + topic, null);
  }

  @Test
  void oneStuckGroupHoldsUpNoOther() {
    String topic = BROKER.topic(PUB_SUB + ",'ordering':'Key'");
    BROKER.subscribe(topic, "stuck", "'maxInFlight':1");
    BROKER.subscribe(topic, "fluent", "");
    for (int i = 0; i < 50; i++) {
      BROKER.publishAll(topic, "k", "m" + i);
    }
    assertThat(BROKER.consume(topic, "consumerGroup=stuck&limit=50")).hasSize(1);
    assertThat(BROKER.drain(topic, "consumerGroup=fluent")).hasSize(50);
    assertThat(BROKER.figures(topic, "stuck").path("lagMessages").asInt()).isEqualTo(50);
    assertThat(BROKER.figures(topic, "fluent").path("lagMessages").asInt()).isZero();
  }

  @Test
  void historyIsReadAgainFromEveryPlace() {
    String topic = BROKER.topic(PUB_SUB);
    String id = BROKER.subscribe(topic, "g", "");
    BROKER.publishAll(topic, null, "a", "b");
    String second = BROKER.publish(topic, "'payload':'c'").path("publishedAt").asText();
    BROKER.publishAll(topic, null, "d");
    String group = "consumerGroup=g";
    assertThat(BROKER.drain(topic, group)).containsExactly("a", "b", "c", "d");
    seek(id, "earliest");
    assertThat(BROKER.drain(topic, group)).containsExactly("a", "b", "c", "d");
    seek(id, "offset:3");
    assertThat(BROKER.drain(topic, group)).containsExactly("d");
    seek(id, "time:" + second);
    assertThat(BROKER.drain(topic, group)).contains("c", "d");
    seek(id, "offset:1");
    Got before = BROKER.consumeOne(topic, group);
    seek(id, "offset:1");
    BROKER.stale("ack", before);
    Got after = BROKER.consumeOne(topic, group);
    assertThat(after.payload()).isEqualTo("b");
    assertThat(after.attempt()).isEqualTo(1);
    BROKER.stale("nack", before);
    BROKER.ack(after);
    BROKER.crash();
    BROKER.stale("ack", before);
    assertThat(BROKER.drain(topic, group)).containsExactly("c", "d");
    seek(id, "latest");
    assertThat(BROKER.consume(topic, group)).isEmpty();
    BROKER.refused(400, "BadRequest", "POST", subscription(id, "seek"), "{'to':'yesterday'}");
  }

  @Test
  void aSeekToATimeGivesEveryMessageFromThenOn() {
    String topic = BROKER.topic(PUB_SUB);
    String id = BROKER.subscribe(topic, "g", "");
    List<String> times = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      times.add(BROKER.publish(topic, "'payload':'m" + i + "'").path("publishedAt").asText());
    }
    seek(id, "time:" + times.get(2));
    assertThat(BROKER.drain(topic, "consumerGroup=g")).contains("m2", "m3", "m4");
    seek(id, "time:2100-01-01T00:00:00.000Z");
    assertThat(BROKER.consume(topic, "consumerGroup=g")).isEmpty();
    seek(id, "time:2000-01-01T00:00:00.000Z");
    assertThat(BROKER.drain(topic, "consumerGroup=g")).hasSize(5);
  }

  @Test
  void aQueueIsNotReadAgain() {
    String topic = BROKER.topic("'type':'Queue'");
    BROKER.publishAll(topic, null, "a", "b");
    BROKER.ack(BROKER.consumeOne(topic, ""));
    String id = BROKER.get("/api/v1/subscriptions?topicName=" + topic).at("/items/0/id").asText();
    BROKER.refused(409, "Conflict", "POST", subscription(id, "seek"), "{'to':'earliest'}");
    BROKER.refused(409, "Conflict", "DELETE", subscription(id, ""), null);
    assertThat(BROKER.drain(topic, "consumerGroup=label")).containsExactly("b");
  }

  @Test
  void whilePausedNobodyGetsAnythingAndAcksCount() {
    String topic = BROKER.topic(PUB_SUB);
    String id = BROKER.subscribe(topic, "g", "");
    BROKER.publishAll(topic, null, "a", "b");
    List<Got> held = BROKER.consume(topic, "consumerGroup=g&limit=1");
    assertThat(
            BROKER
                .api()
                .expect(200, "POST", subscription(id, "pause"), null)
                .path("paused")
                .asBoolean())
        .isTrue();
    assertThat(BROKER.consume(topic, "consumerGroup=g")).isEmpty();
    BROKER.ack(held.get(0));
    BROKER.crash();
    assertThat(BROKER.consume(topic, "consumerGroup=g&waitMs=50")).isEmpty();
    BROKER.api().expect(200, "POST", subscription(id, "resume"), null);
    assertThat(BROKER.drain(topic, "consumerGroup=g")).containsExactly("b");
  }

  @Test
  void aWaitingConsumerIsWokenByAResume() throws Exception {
    String topic = BROKER.topic(PUB_SUB);
    String id = BROKER.subscribe(topic, "g", "'paused':true");
    BROKER.publishAll(topic, null, "a");
    CompletableFuture<List<Got>> waiting =
        CompletableFuture.supplyAsync(() -> BROKER.consume(topic, "consumerGroup=g&waitMs=20000"));
    BROKER.api().expect(200, "POST", subscription(id, "resume"), null);
    assertThat(waiting.get(10, TimeUnit.SECONDS)).hasSize(1);
  }

  @Test
  void aTopicIsLookedAtWithoutConsuming() {
    String topic = BROKER.topic(PUB_SUB + ",'partitions':2");
    BROKER.subscribe(topic, "g", "");
    for (int i = 0; i < 4; i++) {
      BROKER.publish(topic, "'payload':{'n':" + i + "},'key':'k'");
    }
    int partition = BROKER.publish(topic, "'payload':{'n':4},'key':'k'").path("partition").asInt();
    String base = "/api/v1/topics/" + topic + "/messages?partition=" + partition;
    JsonNode page = BROKER.get(base + "&from=offset:1&limit=2");
    assertThat(page.at("/items/0/payload/n").asInt()).isEqualTo(1);
    assertThat(page.path("items")).hasSize(2);
    JsonNode next = BROKER.get(base + "&limit=2&cursor=" + page.path("next").asText());
    assertThat(next.at("/items/0/payload/n").asInt()).isEqualTo(3);
    JsonNode newest = BROKER.get(base + "&from=latest&limit=1");
    assertThat(newest.at("/items/0/payload/n").asInt()).as("the newest, not none").isEqualTo(4);
    assertThat(BROKER.get(base + "&from=earliest").path("items")).hasSize(5);
    assertThat(BROKER.figures(topic, "g").path("ready").asInt()).isEqualTo(5);
    BROKER.refused(
        400, "BadRequest", "GET", "/api/v1/topics/" + topic + "/messages?partition=2", null);
  }

  @Test
  void theViewOfAGroupNamesItsMembersWithLeasesAndCapacity() {
    String topic = BROKER.topic(PUB_SUB);
    String id = BROKER.subscribe(topic, "g", "");
    for (int i = 0; i < 6; i++) {
      BROKER.publishAll(topic, null, "m" + i);
    }
    assertThat(BROKER.consume(topic, "consumerGroup=g&consumerId=a&capacity=2&limit=5")).hasSize(2);
    assertThat(BROKER.consume(topic, "consumerGroup=g&consumerId=b&limit=1")).hasSize(1);
    JsonNode view = BROKER.get(subscription(id, ""));
    assertThat(view.at("/stats/leased").asInt()).isEqualTo(3);
    assertThat(view.at("/stats/ready").asInt()).isEqualTo(3);
    assertThat(view.path("members"))
        .extracting(one -> one.path("consumerId").asText() + one.path("leases").asInt())
        .containsExactlyInAnyOrder("a2", "b1");
    assertThat(view.at("/members/0/capacity").asInt()).isEqualTo(2);
    assertThat(view.at("/members/0/lag").asInt()).isPositive();
  }

  @Test
  void aSubscriptionThatNobodyUsesExpires() {
    String topic = BROKER.topic(PUB_SUB);
    String id = BROKER.subscribe(topic, "g", "'expireAfterIdle':'1s'");
    String other = BROKER.subscribe(topic, "stays", "");
    LiveBroker.soon("expiry of " + id)
        .until(() -> BROKER.api().call("GET", subscription(id, ""), null).status() == 404);
    BROKER.get(subscription(other, ""));
  }

  @Test
  void theFirstConsumerServesAloneUntilItIsGone() {
    String topic =
        BROKER.topic(
            "'type':'Queue','routingStrategy':'Direct','ackDeadline':'1s',"
                + "'backoff':{'initial':'1ms','max':'1ms'}");
    BROKER.publishAll(topic, null, "a", "b", "c");
    assertThat(LiveBroker.payloads(BROKER.consume(topic, "consumerId=first&limit=1")))
        .containsExactly("a");
    assertThat(BROKER.consume(topic, "consumerId=second")).isEmpty();
    assertThat(BROKER.consumeAll(topic, "consumerId=second", 3))
        .as("after the first was not heard of")
        .hasSize(3);
  }

  @Test
  void theLeastLoadedOfThoseWhoWaitIsServed() throws Exception {
    String topic =
        BROKER.topic(
            "'type':'Queue','routingStrategy':'LoadBalanced','loadBalancing':'least-loaded'");
    String id = BROKER.get("/api/v1/subscriptions?topicName=" + topic).at("/items/0/id").asText();
    BROKER.publishAll(topic, null, "a", "b", "c");
    BROKER.consumeAll(topic, "consumerId=busy", 3);
    CompletableFuture<List<Got>> busy = waiting(topic, "busy");
    CompletableFuture<List<Got>> idle = waiting(topic, "idle");
    LiveBroker.soon("idle has asked")
        .until(() -> BROKER.get(subscription(id, "")).path("members").size() == 2);
    BROKER.publishAll(topic, null, "d");
    assertThat(LiveBroker.payloads(idle.get(10, TimeUnit.SECONDS))).containsExactly("d");
    BROKER.publishAll(topic, null, "e");
    assertThat(LiveBroker.payloads(busy.get(10, TimeUnit.SECONDS))).containsExactly("e");
  }

  private static CompletableFuture<List<Got>> waiting(String topic, String consumer) {
    String query = "limit=1&waitMs=10000&consumerId=" + consumer;
    return CompletableFuture.supplyAsync(() -> BROKER.consume(topic, query));
  }

  @Test
  void subscriptionsAreRefusedOrTheSame() {
    String topic = BROKER.topic(PUB_SUB);
    BROKER.subscribe(topic, "g", "'maxInFlight':5");
    String body = "{'topicName':'" + topic + "','consumerGroup':'g','maxInFlight':";
    BROKER.expect(200, "POST", "/api/v1/subscriptions", body + "5}");
    BROKER.refused(409, "SubscriptionExists", "POST", "/api/v1/subscriptions", body + "6}");
    BROKER.refused(
        409,
        "Conflict",
        "POST",
        "/api/v1/subscriptions",
        "{'topicName':'" + topic + "','consumerGroup':'f','filter':{'jsonPath':'$.a'}}");
    BROKER.refused(
        404,
        "TopicNotFound",
        "POST",
        "/api/v1/subscriptions",
        "{'topicName':'none','consumerGroup':'g'}");
  }

  @Test
  void aDeletedGroupThatComesAgainBeginsAnew() {
    String topic = BROKER.topic(PUB_SUB + ",'partitions':2");
    String id = BROKER.subscribe(topic, "g", "");
    BROKER.publishAll(topic, null, "a", "b", "c");
    Got old = BROKER.consumeOne(topic, "consumerGroup=g");
    BROKER.api().expect(204, "DELETE", subscription(id, ""), null);
    BROKER.stale("ack", old);
    assertThat(BROKER.consume(topic, "consumerGroup=g")).isEmpty();
    BROKER.publishAll(topic, null, "d");
    assertThat(BROKER.drain(topic, "consumerGroup=g")).containsExactly("d");
    BROKER.refused(404, "SubscriptionNotFound", "GET", subscription(id, ""), null);
  }
}
