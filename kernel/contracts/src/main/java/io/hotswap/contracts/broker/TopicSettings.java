package io.hotswap.contracts.broker;

/**
 * What a topic promises, with every default filled in. Times in milliseconds. Bounds are checked by
 * the door that parsed the request, which also refuses what does not work yet.
 *
 * @param routingStrategy name of a routing plugin's strategy, as {@code LoadBalanced}
 * @param partitions 1..256, fixed when keyed
 * @param ordering what order a subscription is given messages in
 * @param ackDeadlineMillis 1 s .. 12 h
 * @param maxDeliveries 1..1000
 */
public record TopicSettings(
    TopicType type,
    Guarantee deliveryGuarantee,
    String routingStrategy,
    int partitions,
    int replicationFactor,
    Ordering ordering,
    long ackDeadlineMillis,
    int maxDeliveries,
    Backoff backoff) {

  /** {@code Queue}: one subscription named {@code default}. {@code PubSub}: one for each group. */
  public enum TopicType {
    Queue,
    PubSub
  }

  /** See the semantics page. */
  public enum Guarantee {
    AtMostOnce,
    AtLeastOnce,
    ExactlyOnce
  }

  /** {@code Key}: one consumer at a time holds a run of a key; messages without key are free. */
  public enum Ordering {
    None,
    Key
  }

  /**
   * delay = min(initial × multiplier^(attempt−1), max), ± jitter.
   *
   * @param initialMillis 1 ms .. 1 h
   * @param multiplier 1..10
   * @param maxMillis initial .. 24 h
   * @param jitter share of the delay by which it may differ, 0..1
   */
  public record Backoff(long initialMillis, double multiplier, long maxMillis, double jitter) {
    public static final Backoff DEFAULT = new Backoff(2_000, 2, 32_000, 0.1);
  }

  public static final long ACK_DEADLINE_MILLIS_MIN = 1_000;
  public static final long ACK_DEADLINE_MILLIS_MAX = 12 * 3_600_000L;
  public static final long ACK_DEADLINE_MILLIS_DEFAULT = 30_000;
  public static final int MAX_DELIVERIES_MAX = 1000;
  public static final int MAX_DELIVERIES_DEFAULT = 6;

  /** The default strategy of a topic type. */
  public static String defaultStrategy(TopicType type) {
    return type == TopicType.Queue ? "LoadBalanced" : "FanOut";
  }
}
