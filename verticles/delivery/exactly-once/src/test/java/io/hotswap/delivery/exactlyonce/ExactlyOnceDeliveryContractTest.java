package io.hotswap.delivery.exactlyonce;

import io.hotswap.contracts.policy.DeliveryPolicy;
import io.hotswap.testkit.policy.DeliveryPolicyContract;

class ExactlyOnceDeliveryContractTest extends DeliveryPolicyContract {
  @Override
  protected DeliveryPolicy policy() {
    return new ExactlyOnceDelivery();
  }

  @Override
  protected DeliveryPolicy.Promises promised() {
    return new DeliveryPolicy.Promises(true, false, true, true, true);
  }
}
