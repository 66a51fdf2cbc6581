package io.hotswap.simulation.load;

import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.broker.TopicSettings.Backoff;
import io.hotswap.contracts.broker.TopicSettings.Balancing;
import io.hotswap.contracts.broker.TopicSettings.DeadLetter;
import io.hotswap.contracts.broker.TopicSettings.Dedup;
import io.hotswap.contracts.broker.TopicSettings.Guarantee;
import io.hotswap.contracts.broker.TopicSettings.OnExpiry;
import io.hotswap.contracts.broker.TopicSettings.OnKeyFailure;
import io.hotswap.contracts.broker.TopicSettings.Ordering;
import io.hotswap.contracts.broker.TopicSettings.Quota;
import io.hotswap.contracts.broker.TopicSettings.Retention;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.broker.TopicSettings.Unroutable;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The topics that a simulation is about. */
public record Scene(List<Topic> topics) {

  /** A topic as it is made, and who reads it. */
  public record Topic(String name, TopicSettings settings, List<String> groups) {}

  public static Scene of(SplittableRandom chance) {
    List<Topic> topics = new ArrayList<>();
    topics.add(topic("queue", TopicType.Queue, chance));
    topics.add(topic("pubsub", TopicType.PubSub, chance));
    topics.add(topic("third", chance.nextBoolean() ? TopicType.Queue : TopicType.PubSub, chance));
    return new Scene(topics);
  }

  private static Topic topic(String name, TopicType type, SplittableRandom chance) {
    List<String> groups =
        type == TopicType.Queue
            ? List.of("default")
            : List.of("g0", "g1").subList(0, 1 + chance.nextInt(2));
    return new Topic(name, settings(type, chance), groups);
  }

  private static TopicSettings settings(TopicType type, SplittableRandom chance) {
    int guarantee = chance.nextInt(10);
    return new TopicSettings(
        type,
        guarantee == 0
            ? Guarantee.AtMostOnce
            : guarantee < 6 ? Guarantee.AtLeastOnce : Guarantee.ExactlyOnce,
        strategy(type, chance),
        1 + chance.nextInt(2),
        1,
        chance.nextBoolean() ? Ordering.Key : Ordering.None,
        1_000 + chance.nextInt(2_000),
        1 + chance.nextInt(4),
        new Backoff(20 + chance.nextInt(100), 2, 600, 0.1),
        Balancing.RoundRobin,
        Unroutable.Drop,
        Pick.any(OnKeyFailure.values(), chance),
        chance.nextInt(4) == 0 ? 1_500 : 0,
        Pick.any(OnExpiry.values(), chance),
        30_000,
        retention(type, chance),
        new Dedup(60_000, 10_000),
        chance.nextInt(5) == 0 ? DeadLetter.OFF : DeadLetter.DEFAULT,
        Quota.NONE);
  }

  private static String strategy(TopicType type, SplittableRandom chance) {
    if (chance.nextInt(3) == 0) {
      return "Priority";
    }
    return TopicSettings.defaultStrategy(type);
  }

  private static Retention retention(TopicType type, SplittableRandom chance) {
    boolean short_ = type == TopicType.PubSub && chance.nextInt(5) == 0;
    return short_ ? new Retention(4_000, 0) : Retention.NONE;
  }

  /** The same topic, a little different. */
  public static TopicSettings changed(TopicSettings s, SplittableRandom chance) {
    return new TopicSettings(
        s.type(),
        s.deliveryGuarantee(),
        chance.nextInt(6) == 0 ? strategy(s.type(), chance) : s.routingStrategy(),
        s.partitions(),
        s.replicationFactor(),
        s.ordering(),
        1_000 + chance.nextInt(2_000),
        1 + chance.nextInt(4),
        s.backoff(),
        s.balancing(),
        s.unroutable(),
        chance.nextInt(4) == 0 ? Pick.any(OnKeyFailure.values(), chance) : s.onKeyFailure(),
        chance.nextInt(4) == 0 ? 1_500 : s.ttlMillis(),
        s.onExpiry(),
        s.priorityMaxWaitMillis(),
        s.retention(),
        s.dedup(),
        s.deadLetter(),
        s.quota());
  }
}
