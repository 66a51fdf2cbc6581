package io.hotswap.delivery.atleastonce;

import io.hotswap.contracts.policy.DeliveryPolicy;

/**
 * A publish is answered once it is durable. A lease is handed over at once, without waiting for its
 * fact: after a crash the message is delivered again, which this guarantee allows.
 */
public final class AtLeastOnceDelivery implements DeliveryPolicy {
  private static final Promises PROMISES = new Promises(true, false, false, false, false);

  @Override
  public Promises promises() {
    return PROMISES;
  }

  @Override
  public Verdict failed(Failure failure) {
    return Verdict.retryUntilUsedUp(failure);
  }
}
