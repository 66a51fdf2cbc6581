package io.hotswap.broker.core.decide;

import java.util.random.RandomGenerator;

/**
 * What a decider consults besides the state: bounds, policies and chance.
 *
 * @param orderLookahead messages a subscription may pass over because of their keys
 * @param scanMax messages one pull looks at
 * @param subscriptionsMax of one topic partition
 */
public record Rules(
    int orderLookahead,
    int scanMax,
    int subscriptionsMax,
    int topicsMax,
    Policies policies,
    RandomGenerator random,
    Bounds bounds) {

  /**
   * @param delayedMax messages of one topic partition that may wait for their delivery time
   * @param transactionsMax parts of transactions that one shard remembers
   * @param preparedBytesMax of messages that prepared transactions will publish, per shard
   */
  public record Bounds(int delayedMax, int transactionsMax, long preparedBytesMax) {
    public static final Bounds DEFAULT = new Bounds(2_000_000, 100_000, 64 << 20);
  }

  public Rules(
      int orderLookahead,
      int scanMax,
      int subscriptionsMax,
      int topicsMax,
      Policies policies,
      RandomGenerator random) {
    this(orderLookahead, scanMax, subscriptionsMax, topicsMax, policies, random, Bounds.DEFAULT);
  }
}
