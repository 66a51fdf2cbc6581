package io.hotswap.routing.direct;

import io.hotswap.contracts.plugin.Plugin;
import io.hotswap.testkit.policy.PolicyPluginContract;

class DirectRoutingVerticleTest extends PolicyPluginContract {
  @Override
  protected Plugin plugin() {
    return new DirectRoutingVerticle();
  }
}
