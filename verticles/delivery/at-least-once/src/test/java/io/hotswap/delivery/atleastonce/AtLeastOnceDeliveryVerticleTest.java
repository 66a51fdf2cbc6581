package io.hotswap.delivery.atleastonce;

import io.hotswap.contracts.plugin.Plugin;
import io.hotswap.testkit.policy.PolicyPluginContract;

class AtLeastOnceDeliveryVerticleTest extends PolicyPluginContract {
  @Override
  protected Plugin plugin() {
    return new AtLeastOnceDeliveryVerticle();
  }
}
