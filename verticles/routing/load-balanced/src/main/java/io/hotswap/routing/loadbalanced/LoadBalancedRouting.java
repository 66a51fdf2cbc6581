package io.hotswap.routing.loadbalanced;

import io.hotswap.contracts.policy.RoutingPolicy;

/** Shares a group's messages out over its consumers that wait and have room, as the topic says. */
public final class LoadBalancedRouting implements RoutingPolicy {
  @Override
  public int grant(Ask ask) {
    if (ask.most() == 0) {
      return 0;
    }
    return (int)
        Math.min(
            ask.most(),
            switch (ask.balancing()) {
              case RoundRobin -> EvenShare.of(ask);
              case LeastLoaded -> LevelShare.of(ask);
            });
  }
}
