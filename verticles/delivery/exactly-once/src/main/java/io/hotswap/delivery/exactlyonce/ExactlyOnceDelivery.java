package io.hotswap.delivery.exactlyonce;

import io.hotswap.contracts.policy.DeliveryPolicy;

/**
 * A publish is answered once it is durable, and by its first answer if its idempotency key was seen
 * before. A lease is handed over only when it is durable, so that its receipt stands for it after a
 * crash too, and only that receipt settles it.
 */
public final class ExactlyOnceDelivery implements DeliveryPolicy {
  private static final Promises PROMISES = new Promises(true, false, true, true, true);

  @Override
  public Promises promises() {
    return PROMISES;
  }

  @Override
  public Verdict failed(Failure failure) {
    return Verdict.retryUntilUsedUp(failure);
  }
}
