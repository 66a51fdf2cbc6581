package io.hotswap.routing.fanout;

import io.hotswap.contracts.plugin.Plugin;
import io.hotswap.testkit.policy.PolicyPluginContract;

class FanOutRoutingVerticleTest extends PolicyPluginContract {
  @Override
  protected Plugin plugin() {
    return new FanOutRoutingVerticle();
  }
}
