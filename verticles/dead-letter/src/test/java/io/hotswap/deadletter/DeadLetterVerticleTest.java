package io.hotswap.deadletter;

import io.hotswap.contracts.plugin.Plugin;
import io.hotswap.testkit.policy.PolicyPluginContract;

class DeadLetterVerticleTest extends PolicyPluginContract {
  @Override
  protected Plugin plugin() {
    return new DeadLetterVerticle();
  }
}
