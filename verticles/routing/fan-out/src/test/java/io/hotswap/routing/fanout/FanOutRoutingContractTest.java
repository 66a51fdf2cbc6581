package io.hotswap.routing.fanout;

import io.hotswap.contracts.policy.RoutingPolicy;
import io.hotswap.testkit.policy.RoutingPolicyContract;

class FanOutRoutingContractTest extends RoutingPolicyContract {
  @Override
  protected RoutingPolicy policy() {
    return new FanOutRouting();
  }
}
