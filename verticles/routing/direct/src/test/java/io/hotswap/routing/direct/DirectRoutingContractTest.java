package io.hotswap.routing.direct;

import io.hotswap.contracts.policy.RoutingPolicy;
import io.hotswap.testkit.policy.RoutingPolicyContract;
import java.util.List;

class DirectRoutingContractTest extends RoutingPolicyContract {
  @Override
  protected RoutingPolicy policy() {
    return new DirectRouting();
  }

  @Override
  protected List<RoutingPolicy.LiveConsumer> served(List<RoutingPolicy.LiveConsumer> consumers) {
    return consumers.subList(0, 1);
  }
}
