package io.hotswap.torture.client;

import io.hotswap.history.Promises;
import io.hotswap.history.Promises.Guarantee;
import io.hotswap.load.Behaviour;
import java.time.Duration;
import java.util.List;

/**
 * What some clients do, and what they were promised.
 *
 * @param topics settings of its topics; the first is published to
 * @param subscriptions settings of those that must be there first
 */
public record Workload(
    String name, List<String> topics, List<String> subscriptions, Behaviour behaviour) {
  private static final Duration DELAY = Duration.ofMillis(700);
  private static final String COMMON =
      ",'ordering':'Key','partitions':3,'ackDeadline':'5s','maxDeliveries':100"
          + ",'backoff':{'initial':'200ms','max':'1s'}}";

  public Workload {
    topics = List.copyOf(topics);
    subscriptions = List.copyOf(subscriptions);
  }

  /** Everything that a node is tortured with. */
  public static List<Workload> all(long seed) {
    Behaviour plain = Behaviour.PLAIN.seeded(seed);
    Behaviour once = plain.promised(Promises.of(Guarantee.EXACTLY_ONCE)).insisting();
    return List.of(
        new Workload(
            "work",
            List.of(topic("work", "Queue", "AtLeastOnce")),
            List.of(),
            plain.nacking(0.03, 0.003).delaying(0.05, DELAY)),
        new Workload(
            "news",
            List.of(topic("news", "PubSub", "AtLeastOnce")),
            List.of(subscription("news", "left"), subscription("news", "right")),
            plain.nacking(0.02, 0).withGroups(List.of("left", "right"))),
        new Workload(
            "once",
            List.of(topic("once", "Queue", "ExactlyOnce")),
            List.of(),
            once.repeating(0.05).nacking(0.02, 0)),
        new Workload(
            "relay",
            List.of(
                topic("relay", "Queue", "ExactlyOnce"), topic("relayed", "Queue", "ExactlyOnce")),
            List.of(),
            once.relaying("relayed", "out")));
  }

  private static String topic(String name, String type, String guarantee) {
    return json(
        "{'name':'"
            + name
            + "','type':'"
            + type
            + "','deliveryGuarantee':'"
            + guarantee
            + "'"
            + COMMON);
  }

  private static String subscription(String topic, String group) {
    return json("{'topicName':'" + topic + "','consumerGroup':'" + group + "','from':'earliest'}");
  }

  private static String json(String quoted) {
    return quoted.replace('\'', '"');
  }

  /** Names of its topics. */
  public List<String> topicNames() {
    return behaviour.relayTo().isEmpty() ? List.of(name) : List.of(name, behaviour.relayTo());
  }

  String topic() {
    return name;
  }
}
