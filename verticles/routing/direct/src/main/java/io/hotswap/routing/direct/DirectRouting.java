package io.hotswap.routing.direct;

import io.hotswap.contracts.policy.RoutingPolicy;

/**
 * The first consumer by order of joining gets everything, even while it is full or does not ask;
 * the next takes over when the first is no longer listed.
 */
public final class DirectRouting implements RoutingPolicy {
  @Override
  public int grant(Ask ask) {
    return ask.asking() == 0 ? ask.most() : 0;
  }
}
