package io.hotswap.routing.priority;

import io.hotswap.contracts.plugin.Plugin;
import io.hotswap.testkit.policy.PolicyPluginContract;

class PriorityRoutingVerticleTest extends PolicyPluginContract {
  @Override
  protected Plugin plugin() {
    return new PriorityRoutingVerticle();
  }
}
