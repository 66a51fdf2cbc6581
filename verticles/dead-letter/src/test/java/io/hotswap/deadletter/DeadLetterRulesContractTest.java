package io.hotswap.deadletter;

import io.hotswap.contracts.policy.DeadLetterPolicy;
import io.hotswap.testkit.policy.DeadLetterPolicyContract;

class DeadLetterRulesContractTest extends DeadLetterPolicyContract {
  @Override
  protected DeadLetterPolicy policy() {
    return new DeadLetterRules();
  }
}
