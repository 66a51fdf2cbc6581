package io.hotswap.routing.priority;

import io.hotswap.contracts.policy.RoutingPolicy;
import io.hotswap.testkit.policy.RoutingPolicyContract;

class PriorityRoutingContractTest extends RoutingPolicyContract {
  @Override
  protected RoutingPolicy policy() {
    return new PriorityRouting();
  }
}
