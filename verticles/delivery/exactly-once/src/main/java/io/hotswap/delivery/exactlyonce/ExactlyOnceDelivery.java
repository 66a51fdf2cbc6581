package io.hotswap.delivery.exactlyonce;

import io.hotswap.contracts.broker.DeadReason;
import io.hotswap.contracts.broker.Settlement.FailureClass;
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

  /**
   * Retried after the nack's own delay, else with the topic's backoff, until the deliveries are
   * used up; what the consumer says cannot succeed is not retried.
   */
  @Override
  public Verdict failed(Failure failure) {
    if (failure.failureClass() != FailureClass.Retryable) {
      return Verdict.dead(DeadReason.Rejected);
    }
    if (failure.attempt() >= failure.settings().maxDeliveries()) {
      return Verdict.dead(DeadReason.MaxDeliveriesExceeded);
    }
    if (failure.ownDelayMillis() >= 0) {
      return Verdict.retryIn(failure.ownDelayMillis());
    }
    return Verdict.retryIn(
        failure.settings().backoff().delayMillis(failure.attempt(), failure.random()));
  }
}
