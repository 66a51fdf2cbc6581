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
    RandomGenerator random) {}
