package io.hotswap.routing.contentbased;

import io.hotswap.contracts.plugin.Plugin;
import io.hotswap.testkit.policy.PolicyPluginContract;

class ContentBasedRoutingVerticleTest extends PolicyPluginContract {
  @Override
  protected Plugin plugin() {
    return new ContentBasedRoutingVerticle();
  }
}
