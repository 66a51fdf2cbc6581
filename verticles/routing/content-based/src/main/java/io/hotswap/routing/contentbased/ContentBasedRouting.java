package io.hotswap.routing.contentbased;

import io.hotswap.contracts.policy.RoutingPolicy;

/**
 * Subscriptions may have filters; what passes one is shared in its group by asking. The filters
 * themselves are the port {@code filters}.
 */
public final class ContentBasedRouting implements RoutingPolicy {
  @Override
  public boolean filters() {
    return true;
  }

  @Override
  public int grant(Ask ask) {
    return ask.most();
  }
}
