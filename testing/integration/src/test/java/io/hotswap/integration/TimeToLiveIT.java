package io.hotswap.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.integration.LiveBroker.Got;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Messages that outlive their time: waiting, leased, given back, and over a restart. */
class TimeToLiveIT {
  @RegisterExtension static final LiveBroker BROKER = new LiveBroker();

  @Test
  void whatWaitedTooLongIsADeadLetter() {
    String topic = BROKER.topic("'type':'Queue','ttl':'200ms'");
    String id = BROKER.publishAll(topic, "k", "late").get(0);
    JsonNode dead = BROKER.awaitDead(topic, 1).get(0);
    assertThat(dead.at("/deadLetter/reason").asText()).isEqualTo("Expired");
    assertThat(dead.at("/deadLetter/messageId").asText()).isEqualTo(id);
    assertThat(BROKER.figure(topic, "expired")).isEqualTo(1);
    assertThat(BROKER.consume(topic, "")).isEmpty();
    assertThat(BROKER.get("/api/v1/messages/" + id).at("/subscriptions/0/state").asText())
        .isEqualTo("expired");
  }

  @Test
  void whereTheTopicSaysSoItIsDropped() {
    String topic = BROKER.topic("'type':'Queue','ttl':'200ms','onExpiry':'drop'");
    BROKER.publishAll(topic, null, "late");
    BROKER.awaitFigure(topic, "expired", 1);
    assertThat(BROKER.dead(topic, "")).isEmpty();
  }

  @Test
  void aMessageMayHaveATimeOfItsOwn() {
    String topic = BROKER.topic("'type':'Queue','ttl':'200ms'");
    BROKER.publish(topic, "'payload':'longer','ttl':'1h'");
    BROKER.publish(topic, "'payload':'topic'");
    BROKER.awaitFigure(topic, "expired", 0);
    LiveBroker.soon("the topic's time ends one")
        .until(() -> BROKER.consume(topic, "limit=1").size() == 1);
    String other = BROKER.topic("'type':'Queue'");
    BROKER.publish(other, "'payload':'stays'");
    BROKER.publish(other, "'payload':'shorter','ttl':'100ms'");
    BROKER.awaitFigure(other, "expired", 1);
    assertThat(BROKER.drain(other, "")).containsExactly("stays");
  }

  @Test
  void oneThatExpiresWhileLeasedCanStillBeAcked() {
    String topic = BROKER.topic("'type':'Queue','ttl':'1s'");
    BROKER.publishAll(topic, null, "leased", "waits");
    Got got = BROKER.consumeOne(topic, "");
    BROKER.awaitFigure(topic, "expired", 1);
    BROKER.ack(got);
    assertThat(BROKER.figure(topic, "acked")).isEqualTo(1);
    assertThat(BROKER.awaitDead(topic, 1).get(0).path("payload").asText()).isEqualTo("waits");
  }

  @Test
  void oneThatExpiresWhileLeasedAndComesBackIsNotDeliveredAgain() {
    String topic = BROKER.topic("'type':'Queue','ttl':'1s'");
    BROKER.publishAll(topic, "k", "leased", "behind");
    BROKER.publishAll(topic, null, "witness");
    Got got = BROKER.consumeOne(topic, "");
    assertThat(got.payload()).isEqualTo("leased");
    BROKER.awaitFigure(topic, "expired", 2);
    BROKER.nack(got, "'delay':'0s','reason':'too slow'");
    List<JsonNode> dead = BROKER.awaitDead(topic, 3);
    assertThat(dead)
        .allSatisfy(one -> assertThat(one.at("/deadLetter/reason").asText()).isEqualTo("Expired"));
    assertThat(dead)
        .filteredOn(one -> one.path("payload").asText().equals("leased"))
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.at("/deadLetter/lastError").asText()).isEqualTo("too slow");
              assertThat(one.at("/deadLetter/attempts").asInt()).isEqualTo(1);
            });
    assertThat(BROKER.consume(topic, "")).isEmpty();
    assertThat(BROKER.figure(topic, "lagMessages")).isZero();
  }

  @Test
  void timeGoesOnWhileTheNodeIsDown() {
    String topic = BROKER.topic("'type':'Queue'");
    BROKER.publish(topic, "'payload':'short','ttl':'500ms'");
    BROKER.publish(topic, "'payload':'long','ttl':'1h'");
    BROKER.crash();
    BROKER.awaitFigure(topic, "expired", 1);
    assertThat(BROKER.drain(topic, "")).containsExactly("long");
  }

  @Test
  void eachSubscriptionExpiresForItself() {
    String topic = BROKER.topic("'type':'PubSub','ttl':'500ms'");
    BROKER.subscribe(topic, "quick", "");
    BROKER.subscribe(topic, "slow", "");
    BROKER.publishAll(topic, null, "m");
    BROKER.ack(BROKER.consumeOne(topic, "consumerGroup=quick"));
    List<JsonNode> dead = BROKER.awaitDead(topic, 1);
    assertThat(dead.get(0).at("/deadLetter/consumerGroup").asText()).isEqualTo("slow");
    assertThat(BROKER.figures(topic, "quick").path("acked").asInt()).isEqualTo(1);
    assertThat(BROKER.figures(topic, "slow").path("expired").asInt()).isEqualTo(1);
  }

  @Test
  void entriesOfTheDeadLetterTopicHaveATimeToo() {
    String topic = BROKER.topic("'type':'Queue','maxDeliveries':1,'deadLetter':{'ttl':'1s'}");
    BROKER.publishAll(topic, null, "m");
    BROKER.nack(BROKER.consumeOne(topic, ""), "");
    BROKER.awaitDead(topic, 1);
    BROKER.awaitDead(topic, 0);
    BROKER.awaitFigure(topic + ".dlq", "expired", 1);
  }
}
