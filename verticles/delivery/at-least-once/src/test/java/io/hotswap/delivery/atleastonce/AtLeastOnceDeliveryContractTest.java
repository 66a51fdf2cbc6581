package io.hotswap.delivery.atleastonce;

import io.hotswap.contracts.policy.DeliveryPolicy;
import io.hotswap.testkit.policy.DeliveryPolicyContract;

class AtLeastOnceDeliveryContractTest extends DeliveryPolicyContract {
  @Override
  protected DeliveryPolicy policy() {
    return new AtLeastOnceDelivery();
  }

  @Override
  protected DeliveryPolicy.Promises promised() {
    return new DeliveryPolicy.Promises(true, false, false, false, false);
  }
}
