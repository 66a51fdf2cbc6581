package io.hotswap.delivery.atmostonce;

import io.hotswap.contracts.policy.DeliveryPolicy;
import io.hotswap.testkit.policy.DeliveryPolicyContract;

class AtMostOnceDeliveryContractTest extends DeliveryPolicyContract {
  @Override
  protected DeliveryPolicy policy() {
    return new AtMostOnceDelivery();
  }

  @Override
  protected DeliveryPolicy.Promises promised() {
    return new DeliveryPolicy.Promises(false, true, true, false, false);
  }
}
