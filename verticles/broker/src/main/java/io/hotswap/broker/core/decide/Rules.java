package io.hotswap.broker.core.decide;

import io.hotswap.contracts.policy.DeliveryPolicy;
import io.hotswap.contracts.policy.RoutingPolicy;
import java.util.random.RandomGenerator;

/**
 * What a decider consults besides the state: bounds, policies and chance.
 *
 * @param orderLookahead messages a subscription may pass over because of their keys
 * @param scanMax messages one pull looks at
 */
public record Rules(
    int orderLookahead,
    int scanMax,
    int subscriptionsMax,
    int topicsMax,
    DeliveryPolicy delivery,
    RoutingPolicy routing,
    RandomGenerator random) {}
