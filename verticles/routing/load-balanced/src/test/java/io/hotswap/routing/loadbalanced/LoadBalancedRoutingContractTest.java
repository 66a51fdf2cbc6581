package io.hotswap.routing.loadbalanced;

import io.hotswap.contracts.policy.RoutingPolicy;
import io.hotswap.testkit.policy.RoutingPolicyContract;

class LoadBalancedRoutingContractTest extends RoutingPolicyContract {
  @Override
  protected RoutingPolicy policy() {
    return new LoadBalancedRouting();
  }
}
