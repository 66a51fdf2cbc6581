package io.hotswap.simulation.load;

import io.hotswap.contracts.broker.SubscriptionSettings;
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
import io.hotswap.simulation.world.SimFilters;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The topics that a simulation is about. */
public record Scene(List<Topic> topics) {

  private static final String CONTENT_BASED = "ContentBased";

  /** A topic as it is made, and who reads it. */
  public record Topic(String name, TopicSettings settings, List<String> groups) {
    String group(SplittableRandom chance) {
      return groups.get(chance.nextInt(groups.size()));
    }
  }

  Topic any(SplittableRandom chance) {
    return topics.get(chance.nextInt(topics.size()));
  }

  /** What a subscription of a topic may be like; those of a group are made alike. */
  static SubscriptionSettings reader(TopicSettings topic, String group) {
    boolean filters = topic.routingStrategy().equals(CONTENT_BASED) && group.equals("g0");
    return filters ? reader(SimFilters.ODD) : SubscriptionSettings.DEFAULT;
  }

  private static SubscriptionSettings reader(String filter) {
    return new SubscriptionSettings(
        SubscriptionSettings.Type.Pull,
        filter,
        SubscriptionSettings.MAX_IN_FLIGHT_MAX,
        0,
        false,
        null);
  }

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
        Pick.any(Unroutable.values(), chance),
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
    return type == TopicType.PubSub && chance.nextInt(3) == 0
        ? CONTENT_BASED
        : TopicSettings.defaultStrategy(type);
  }

  private static Retention retention(TopicType type, SplittableRandom chance) {
    int how = chance.nextInt(8);
    if (how == 0) {
      return new Retention(0, type == TopicType.Queue ? 4_000 : 1_500);
    }
    return how < 3 && type == TopicType.PubSub ? new Retention(4_000, 0) : Retention.NONE;
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
