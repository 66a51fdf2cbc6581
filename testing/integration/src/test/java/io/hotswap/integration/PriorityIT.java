package io.hotswap.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.integration.LiveBroker.Got;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Priorities 0 to 9, with and without keys, over failures and a crash. */
class PriorityIT {
  private static final String QUEUE = "'type':'Queue','routingStrategy':'Priority'";

  @RegisterExtension static final LiveBroker BROKER = new LiveBroker();

  private static void publish(String topic, String payload, Integer priority, String key) {
    BROKER.publish(
        topic,
        "'payload':'"
            + payload
            + "'"
            + (priority == null ? "" : ",'priority':" + priority)
            + (key == null ? "" : ",'key':'" + key + "'"));
  }

  @Test
  void theHighestGoFirstAndEqualsInTheOrderOfTheirComing() {
    for (String ordering : List.of("Key", "None")) {
      String topic = BROKER.topic(QUEUE + ",'ordering':'" + ordering + "'");
      publish(topic, "0", 0, null);
      publish(topic, "9a", 9, null);
      publish(topic, "4a", null, null);
      publish(topic, "5", 5, null);
      publish(topic, "9b", 9, null);
      publish(topic, "4b", 4, null);
      if (ordering.equals("Key")) {
        BROKER.crash();
      }
      assertThat(BROKER.drain(topic, "")).containsExactly("9a", "9b", "5", "4a", "4b", "0");
    }
  }

  @Test
  void aFloodOfTheHighestDoesNotStarveTheLowest() {
    String topic = BROKER.topic(QUEUE + ",'priorityMaxWait':'300ms'");
    publish(topic, "low", 0, null);
    publish(topic, "high", 9, null);
    List<String> seen = new ArrayList<>();
    LiveBroker.soon("low is served while high ones wait")
        .until(
            () -> {
              publish(topic, "high", 9, null);
              Got got = BROKER.consumeOne(topic, "");
              BROKER.ack(got);
              seen.add(got.payload());
              return got.payload().equals("low");
            });
    assertThat(seen.get(0)).isEqualTo("high");
    assertThat(BROKER.figure(topic, "ready")).isPositive();
  }

  @Test
  void ofAKeyOnlyTheFirstCompetesIfKeysAreToKeepTheirOrder() {
    String free = BROKER.topic(QUEUE);
    publish(free, "a1", 1, "a");
    publish(free, "a9", 9, "a");
    assertThat(BROKER.drain(free, "")).containsExactly("a9", "a1");
    String topic = BROKER.topic(QUEUE + ",'ordering':'Key'");
    publish(topic, "a1", 1, "a");
    publish(topic, "a9", 9, "a");
    publish(topic, "b5", 5, "b");
    publish(topic, "b0", 0, "b");
    assertThat(BROKER.drain(topic, "")).containsExactly("b5", "a1", "a9", "b0");
  }

  @Test
  void oneThatCameBackKeepsItsPriority() {
    String topic = BROKER.topic(QUEUE + ",'backoff':{'initial':'1ms','max':'1ms','jitter':0}");
    publish(topic, "7", 7, null);
    publish(topic, "3", 3, null);
    Got first = BROKER.consumeOne(topic, "");
    assertThat(first.payload()).isEqualTo("7");
    publish(topic, "8", 8, null);
    BROKER.nack(first, "'delay':'0s'");
    assertThat(BROKER.drain(topic, "")).containsExactly("8", "7", "3");
  }

  @Test
  void manyAtOnceComeInTheirOrderToo() {
    String topic = BROKER.topic(QUEUE);
    for (int i = 0; i < 20; i++) {
      publish(topic, "p" + i % 10 + "-" + i / 10, i % 10, null);
    }
    List<String> got = LiveBroker.payloads(BROKER.consumeAll(topic, "", 20));
    List<String> expected = new ArrayList<>();
    for (int priority = 9; priority >= 0; priority--) {
      expected.add("p" + priority + "-0");
      expected.add("p" + priority + "-1");
    }
    assertThat(got).isEqualTo(expected);
  }

  @Test
  void aConsumerWithRoomIsServedBeforeOneWithout() {
    String topic = BROKER.topic(QUEUE);
    for (int i = 0; i < 4; i++) {
      publish(topic, "m" + i, 4, null);
    }
    assertThat(BROKER.consume(topic, "consumerId=small&capacity=1&limit=10")).hasSize(1);
    assertThat(BROKER.consume(topic, "consumerId=small&capacity=1&limit=10")).isEmpty();
    assertThat(BROKER.consume(topic, "consumerId=large&capacity=10&limit=10")).hasSize(3);
  }

  @Test
  void aStrategyIsChangedWhileMessagesWait() {
    String topic = BROKER.topic("'type':'Queue'");
    publish(topic, "1", 1, null);
    publish(topic, "9", 9, null);
    BROKER.expect(200, "PUT", "/api/v1/topics/" + topic, "{'routingStrategy':'Priority'}");
    assertThat(BROKER.drain(topic, "")).containsExactly("9", "1");
    publish(topic, "2", 2, null);
    publish(topic, "8", 8, null);
    BROKER.expect(200, "PUT", "/api/v1/topics/" + topic, "{'routingStrategy':'LoadBalanced'}");
    assertThat(BROKER.drain(topic, "")).containsExactly("2", "8");
  }
}
