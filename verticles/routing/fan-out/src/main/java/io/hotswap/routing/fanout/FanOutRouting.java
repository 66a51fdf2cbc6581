package io.hotswap.routing.fanout;

import io.hotswap.contracts.policy.RoutingPolicy;

/**
 * Within a group, whoever asks gets what there is: asking by itself balances the load. That every
 * group gets every message is the subscriptions' doing, each of which has its own position.
 */
public final class FanOutRouting implements RoutingPolicy {
  @Override
  public int grant(Ask ask) {
    return ask.most();
  }
}
