package io.hotswap.delivery.exactlyonce;

import io.hotswap.contracts.plugin.Plugin;
import io.hotswap.testkit.policy.PolicyPluginContract;

class ExactlyOnceDeliveryVerticleTest extends PolicyPluginContract {
  @Override
  protected Plugin plugin() {
    return new ExactlyOnceDeliveryVerticle();
  }
}
