package io.hotswap.delivery.atmostonce;

import io.hotswap.contracts.plugin.Plugin;
import io.hotswap.testkit.policy.PolicyPluginContract;

class AtMostOnceDeliveryVerticleTest extends PolicyPluginContract {
  @Override
  protected Plugin plugin() {
    return new AtMostOnceDeliveryVerticle();
  }
}
