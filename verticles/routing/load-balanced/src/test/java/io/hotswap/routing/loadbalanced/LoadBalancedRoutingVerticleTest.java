package io.hotswap.routing.loadbalanced;

import io.hotswap.contracts.plugin.Plugin;
import io.hotswap.testkit.policy.PolicyPluginContract;

class LoadBalancedRoutingVerticleTest extends PolicyPluginContract {
  @Override
  protected Plugin plugin() {
    return new LoadBalancedRoutingVerticle();
  }
}
