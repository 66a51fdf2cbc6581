package io.hotswap.integration;

import static io.hotswap.integration.LiveBroker.json;
import static io.hotswap.integration.LiveBroker.payloads;
import static io.hotswap.integration.LiveBroker.soon;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.integration.LiveBroker.Got;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of messages when consumers die, fail, answer late or answer twice. */
class FailingConsumersIT {
  private static final String FAST = "'backoff':{'initial':'1ms','max':'5ms','jitter':0}";

  @RegisterExtension static final LiveBroker BROKER = new LiveBroker();

  @Test
  void aConsumerDiesWithLeasesAndAnotherGetsThemAfterTheDeadline() {
    String topic = BROKER.topic("'type':'Queue','ackDeadline':'1s'," + FAST);
    BROKER.publishAll(topic, "k", "a", "b", "c");
    List<Got> dying = BROKER.consumeAll(topic, "consumerId=dying", 3);
    assertThat(BROKER.consume(topic, "consumerId=heir")).isEmpty();
    List<Got> heirs = BROKER.consumeAll(topic, "consumerId=heir", 3);
    assertThat(payloads(heirs)).containsExactly("a", "b", "c");
    assertThat(heirs.get(0).attempt()).isEqualTo(2);
    dying.forEach(old -> BROKER.stale("ack", old));
    heirs.forEach(BROKER::ack);
    dying.forEach(old -> BROKER.stale("ack", old));
    assertThat(BROKER.figure(topic, "acked")).isEqualTo(3);
  }

  @Test
  void leasesOutliveACrashOfTheNode() {
    String topic = BROKER.topic("'type':'Queue','maxDeliveries':2");
    BROKER.publishAll(topic, null, "a", "b");
    List<Got> held = BROKER.consumeAll(topic, "", 2);
    BROKER.ack(held.get(0));
    BROKER.crash();
    assertThat(BROKER.consume(topic, "")).isEmpty();
    BROKER.ack(held.get(1));
    BROKER.ack(held.get(0));
    assertThat(BROKER.figure(topic, "acked")).isEqualTo(2);
  }

  @Test
  void aNackStormEndsInDeadLettersAfterExactlyTheDeliveriesAllowed() throws Exception {
    String topic = BROKER.topic("'type':'Queue','maxDeliveries':4," + FAST);
    int messages = 60;
    for (int i = 0; i < messages; i++) {
      BROKER.publishAll(topic, i % 3 == 0 ? null : "k" + i % 7, "m" + i);
    }
    Map<String, Integer> seen = new ConcurrentHashMap<>();
    ExecutorService consumers = Executors.newFixedThreadPool(4);
    List<Future<?>> runs = new ArrayList<>();
    for (int c = 0; c < 4; c++) {
      String query = "limit=5&waitMs=100&consumerId=c" + c;
      runs.add(consumers.submit(() -> nackAll(topic, query, seen)));
    }
    for (Future<?> run : runs) {
      run.get(60, TimeUnit.SECONDS);
    }
    consumers.shutdown();
    List<JsonNode> dead = BROKER.awaitDead(topic, messages);
    assertThat(dead)
        .allSatisfy(
            one -> {
              assertThat(one.at("/deadLetter/attempts").asInt()).isEqualTo(4);
              assertThat(one.at("/deadLetter/reason").asText()).isEqualTo("MaxDeliveriesExceeded");
              assertThat(one.at("/deadLetter/lastError").asText()).isEqualTo("storm");
            });
    assertThat(seen).hasSize(messages).allSatisfy((id, times) -> assertThat(times).isEqualTo(4));
    assertThat(BROKER.figure(topic, "dead")).isEqualTo(messages);
  }

  private static void nackAll(String topic, String query, Map<String, Integer> seen) {
    while (BROKER.figure(topic, "lagMessages") > 0) {
      for (Got got : BROKER.consume(topic, query)) {
        // The rest of a run comes back with the one that failed, at no cost.
        if (BROKER.settle("nack", got, "'reason':'storm','delay':'0s'").status() == 204) {
          seen.merge(got.id(), 1, Integer::sum);
        }
      }
    }
  }

  @Test
  void aPoisonMessageBecomesADeadLetterAndItsKeyGoesOn() {
    String topic = BROKER.topic("'type':'Queue','maxDeliveries':2," + FAST);
    BROKER.publishAll(topic, "a", "poison", "a2", "a3");
    BROKER.publishAll(topic, "b", "b1");
    BROKER.nack(BROKER.consumeOne(topic, ""), "'delay':'1h'");
    assertThat(BROKER.drain(topic, "")).as("while a is held").containsExactly("b1");
    assertThat(BROKER.figure(topic, "blocked")).isEqualTo(2);
    BROKER.publishAll(topic, "b", "b2");
    assertThat(BROKER.drain(topic, "")).containsExactly("b2");
  }

  @Test
  void afterItsRetriesAPoisonMessageIsADeadLetterAndItsKeyGoesOn() {
    String topic = BROKER.topic("'type':'Queue','maxDeliveries':2," + FAST);
    BROKER.publishAll(topic, "a", "poison", "a2", "a3");
    failTwice(topic);
    assertThat(payloads(BROKER.consumeAll(topic, "", 2))).containsExactly("a2", "a3");
    assertThat(BROKER.awaitDead(topic, 1).get(0).path("payload").asText()).isEqualTo("poison");
  }

  private static void failTwice(String topic) {
    for (int attempt = 1; attempt <= 2; attempt++) {
      Got got = BROKER.consumeOne(topic, "");
      assertThat(got.payload()).isEqualTo("poison");
      assertThat(got.attempt()).isEqualTo(attempt);
      BROKER.nack(got, "'reason':'no'");
    }
  }

  @Test
  void aPoisonMessageHoldsItsKeyUntilAnOperatorResumes() {
    String topic = BROKER.topic("'type':'Queue','maxDeliveries':2,'onKeyFailure':'block'," + FAST);
    BROKER.publishAll(topic, "a", "poison", "a2");
    failTwice(topic);
    BROKER.publishAll(topic, "b", "b1");
    assertThat(BROKER.drain(topic, "")).containsExactly("b1");
    assertThat(BROKER.figure(topic, "parked")).isEqualTo(1);
    assertThat(BROKER.figure(topic, "blocked")).isEqualTo(1);
    assertThat(BROKER.dead(topic, "")).isEmpty();
    BROKER.crash();
    assertThat(BROKER.consume(topic, "")).isEmpty();
    BROKER.api().expect(200, "POST", "/api/v1/subscriptions/" + queueId(topic) + "/resume", null);
    Got again = BROKER.consumeOne(topic, "");
    assertThat(again.payload()).isEqualTo("poison");
    BROKER.ack(again);
    assertThat(BROKER.drain(topic, "")).containsExactly("a2");
  }

  private static String queueId(String topic) {
    return BROKER.get("/api/v1/subscriptions?topicName=" + topic).at("/items/0/id").asText();
  }

  @Test
  void aPoisonMessageTakesTheRestOfItsKeyAlong() {
    String topic = BROKER.topic("'type':'Queue','maxDeliveries':2,'onKeyFailure':'park'," + FAST);
    BROKER.publishAll(topic, "a", "poison", "a2", "a3");
    failTwice(topic);
    BROKER.publishAll(topic, "b", "b1");
    List<JsonNode> dead = BROKER.awaitDead(topic, 3);
    assertThat(dead)
        .extracting(one -> one.path("payload").asText())
        .containsExactly("poison", "a2", "a3");
    BROKER.publishAll(topic, "a", "a4");
    assertThat(BROKER.drain(topic, "")).containsExactly("b1", "a4");
  }

  @Test
  void onlyTheCurrentReceiptCounts() {
    String topic = BROKER.topic("'type':'Queue'," + FAST);
    BROKER.publishAll(topic, "k", "m");
    Got first = BROKER.consumeOne(topic, "consumerId=one");
    BROKER.nack(first, "'delay':'0s'");
    Got second = BROKER.consumeOne(topic, "consumerId=two");
    for (String how : List.of("ack", "nack", "release", "extend")) {
      BROKER.stale(how, first);
    }
    assertThat(second.attempt()).isEqualTo(2);
    BROKER.ack(second);
    BROKER.ack(second);
    BROKER.stale("nack", second);
    BROKER.stale("ack", first);
  }

  @Test
  void aReleaseUsesUpNoAttempt() {
    String topic = BROKER.topic("'type':'Queue','maxDeliveries':2");
    BROKER.publishAll(topic, "k", "a", "b");
    for (int i = 0; i < 5; i++) {
      Got got = BROKER.consumeOne(topic, "");
      assertThat(got.toString()).isEqualTo("a#1");
      BROKER.done("release", got, "");
    }
    assertThat(BROKER.drain(topic, "")).containsExactly("a", "b");
  }

  @Test
  void anExtendedLeaseOutlivesItsDeadline() {
    String topic = BROKER.topic("'type':'Queue','ackDeadline':'1s'," + FAST);
    BROKER.publishAll(topic, null, "extended", "forgotten");
    List<Got> held = BROKER.consumeAll(topic, "", 2);
    BROKER.done("extend", held.get(0), "'seconds':60");
    Got back = BROKER.consumeOne(topic, "");
    assertThat(back.payload()).isEqualTo("forgotten");
    BROKER.ack(back);
    assertThat(BROKER.consume(topic, "")).isEmpty();
    BROKER.ack(held.get(0));
    BROKER.stale("extend", held.get(0));
  }

  @Test
  void failuresOfAClassThatCannotHealAreDeadAtOnce() {
    String topic = BROKER.topic("'type':'Queue'");
    BROKER.publishAll(topic, "k", "a", "b", "c");
    for (String kind : List.of("NonRetryable", "Critical")) {
      BROKER.nack(BROKER.consumeOne(topic, ""), "'class':'" + kind + "','reason':'" + kind + "'");
    }
    assertThat(BROKER.awaitDead(topic, 2))
        .allSatisfy(
            one -> {
              JsonNode why = one.path("deadLetter");
              assertThat(why.path("reason").asText()).isEqualTo("Rejected");
              assertThat(why.path("attempts").asInt()).isEqualTo(1);
              assertThat(why.path("lastError").asText()).isIn("NonRetryable", "Critical");
            });
    assertThat(BROKER.drain(topic, "")).containsExactly("c");
  }

  @Test
  void whatFailsInTheMiddleOfARunBringsTheRestBackInOrder() {
    String topic = BROKER.topic("'type':'Queue'," + FAST);
    BROKER.publishAll(topic, "k", "a", "b", "c", "d");
    List<Got> run = BROKER.consumeAll(topic, "consumerId=one", 4);
    BROKER.nack(run.get(1), "'delay':'0s'");
    BROKER.stale("ack", run.get(2));
    BROKER.stale("ack", run.get(3));
    assertThat(BROKER.consume(topic, "consumerId=two")).as("a is still held").isEmpty();
    BROKER.ack(run.get(0));
    List<Got> rest = BROKER.consumeAll(topic, "consumerId=two", 3);
    assertThat(rest).map(Got::toString).containsExactly("b#2", "c#1", "d#1");
  }

  @Test
  void answersForWhatIsNotThereAreRefusedAndChangeNothing() {
    String topic = BROKER.topic("'type':'Queue'");
    String id = BROKER.publishAll(topic, null, "m").get(0);
    String path = "/api/v1/messages/" + id;
    BROKER.refused(409, "StaleReceipt", "POST", path + "/ack", "{}");
    BROKER.refused(404, "MessageNotFound", "POST", "/api/v1/messages/nothing/ack", "{}");
    BROKER.refused(400, "BadRequest", "POST", path + "/ack", "{'receipt':'nonsense'}");
    Got got = BROKER.consumeOne(topic, "");
    BROKER.refused(400, "BadRequest", "POST", path + "/extend", got.proof("'seconds':0"));
    BROKER.refused(400, "BadRequest", "POST", path + "/nack", got.proof("'class':'Bad'"));
    BROKER.api().expect(204, "POST", path + "/ack", json("{}"));
    assertThat(BROKER.figure(topic, "acked")).isEqualTo(1);
    assertThat(BROKER.get(path).at("/subscriptions/0/state").asText()).isEqualTo("acked");
  }

  @Test
  void ofManyAcksEachIsAnsweredForItself() {
    String topic = BROKER.topic("'type':'Queue'," + FAST);
    BROKER.publishAll(topic, null, "a", "b");
    List<Got> got = BROKER.consumeAll(topic, "", 2);
    BROKER.nack(got.get(1), "'delay':'1h'");
    String acks =
        "{'acks':[{'messageId':'%s','receipt':'%s'},{'messageId':'%s','receipt':'%s'}]}"
            .formatted(
                got.get(0).id(), got.get(0).receipt(), got.get(1).id(), got.get(1).receipt());
    JsonNode results =
        BROKER.expect(200, "POST", "/api/v1/messages/ack-batch", acks).path("results");
    assertThat(results.at("/0/status").asText()).isEqualTo("Acked");
    assertThat(results.at("/1/error/code").asText()).isEqualTo("StaleReceipt");
    soon("one is acked").until(() -> BROKER.figure(topic, "acked") == 1);
    assertThat(BROKER.figure(topic, "delayed")).isEqualTo(1);
  }
}
