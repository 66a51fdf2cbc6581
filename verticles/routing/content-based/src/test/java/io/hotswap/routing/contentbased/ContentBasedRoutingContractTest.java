package io.hotswap.routing.contentbased;

import io.hotswap.contracts.policy.RoutingPolicy;
import io.hotswap.testkit.policy.RoutingPolicyContract;

class ContentBasedRoutingContractTest extends RoutingPolicyContract {
  @Override
  protected RoutingPolicy policy() {
    return new ContentBasedRouting();
  }
}
