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
 * @param balancing how {@code LoadBalanced} shares out; other strategies ignore it
 * @param unroutable what becomes of a message that no filter of a {@code ContentBased} topic wants
 * @param onKeyFailure what becomes of a key when one of its messages has failed for good
 * @param ttlMillis how long a message may wait to be delivered, 0 for ever
 * @param onExpiry what becomes of a message that waited longer
 * @param priorityMaxWaitMillis how long higher priorities may hold a message back
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
    Backoff backoff,
    Balancing balancing,
    Unroutable unroutable,
    OnKeyFailure onKeyFailure,
    long ttlMillis,
    OnExpiry onExpiry,
    long priorityMaxWaitMillis,
    Retention retention,
    Dedup dedup,
    DeadLetter deadLetter,
    Quota quota) {

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

  /** How a group's messages are shared out over its consumers. */
  public enum Balancing {
    RoundRobin,
    LeastLoaded
  }

  /** What becomes of a message that no subscription wants; either is counted. */
  public enum Unroutable {
    Drop,
    DeadLetter
  }

  /** What becomes of the rest of a key. */
  public enum OnKeyFailure {
    /** The failed message becomes a dead letter and the key goes on. */
    DeadLetter,
    /** The failed message stays parked and holds its key until an operator resumes. */
    Block,
    /** The failed message and all of its key that wait become dead letters. */
    Park
  }

  /** What becomes of a message that outlived its time to live. */
  public enum OnExpiry {
    Drop,
    DeadLetter
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

    /**
     * The delay after a failed attempt, at least 1.
     *
     * @param attempt deliveries used up, at least 1
     * @param random in [0, 1): 0 takes all of the jitter off, 1 would add all of it
     */
    public long delayMillis(int attempt, double random) {
      double delay = (double) initialMillis * Math.pow(multiplier, attempt - 1.0);
      double bounded = Math.min(delay, (double) maxMillis);
      return Math.max(1, Math.round(bounded * (1 + jitter * (2 * random - 1))));
    }
  }

  /**
   * How much history a topic keeps.
   *
   * @param maxAgeMillis 0 for no bound
   * @param maxBytes of all partitions together, 0 for no bound; a {@code Queue} that is full
   *     refuses publishes, a {@code PubSub} topic lets go of its oldest messages
   */
  public record Retention(long maxAgeMillis, long maxBytes) {
    public static final Retention NONE = new Retention(0, 0);
  }

  /**
   * Deduplication by idempotency key, at work when the guarantee is {@code ExactlyOnce}.
   *
   * @param windowMillis 1 min .. 7 d
   * @param maxKeys of all partitions together that may be remembered; publishes are refused when
   *     full, the window never gets shorter
   */
  public record Dedup(long windowMillis, int maxKeys) {
    public static final Dedup DEFAULT = new Dedup(24 * 3_600_000L, 1_000_000);
  }

  /**
   * What becomes of messages that failed for good.
   *
   * @param queue name of the dead letter topic, null for {@code {topic}.dlq}
   * @param includeMetadata whether an entry says who failed it, why and when
   * @param ttlMillis of entries, 0 for ever
   */
  public record DeadLetter(boolean enabled, String queue, boolean includeMetadata, long ttlMillis) {
    public static final DeadLetter DEFAULT = new DeadLetter(true, null, true, 0);
    public static final DeadLetter OFF = new DeadLetter(false, null, false, 0);
  }

  /**
   * What may be published to the topic on one node.
   *
   * @param messagesPerSecond 0 for no bound
   * @param bytesPerSecond of stored messages, 0 for no bound
   */
  public record Quota(long messagesPerSecond, long bytesPerSecond) {
    public static final Quota NONE = new Quota(0, 0);
  }

  public static final long ACK_DEADLINE_MILLIS_MIN = 1_000;
  public static final long ACK_DEADLINE_MILLIS_MAX = 12 * 3_600_000L;
  public static final long ACK_DEADLINE_MILLIS_DEFAULT = 30_000;
  public static final int MAX_DELIVERIES_MAX = 1000;
  public static final int MAX_DELIVERIES_DEFAULT = 6;
  public static final long PRIORITY_MAX_WAIT_MILLIS_DEFAULT = 30_000;

  /** The defaults for everything that is not named. */
  public TopicSettings(
      TopicType type,
      Guarantee deliveryGuarantee,
      String routingStrategy,
      int partitions,
      int replicationFactor,
      Ordering ordering,
      long ackDeadlineMillis,
      int maxDeliveries,
      Backoff backoff) {
    this(
        type,
        deliveryGuarantee,
        routingStrategy,
        partitions,
        replicationFactor,
        ordering,
        ackDeadlineMillis,
        maxDeliveries,
        backoff,
        Balancing.RoundRobin,
        Unroutable.Drop,
        OnKeyFailure.DeadLetter,
        0,
        OnExpiry.DeadLetter,
        PRIORITY_MAX_WAIT_MILLIS_DEFAULT,
        Retention.NONE,
        Dedup.DEFAULT,
        DeadLetter.DEFAULT,
        Quota.NONE);
  }

  /** The default strategy of a topic type. */
  public static String defaultStrategy(TopicType type) {
    return type == TopicType.Queue ? "LoadBalanced" : "FanOut";
  }
}
