package io.hotswap.delivery.atmostonce;

import io.hotswap.contracts.broker.DeadReason;
import io.hotswap.contracts.policy.DeliveryPolicy;

/**
 * A publish is answered before it is stored; handing a message over settles it. The hand-over waits
 * until that is durable: otherwise a crash right after it would deliver the message twice.
 */
public final class AtMostOnceDelivery implements DeliveryPolicy {
  private static final Promises PROMISES = new Promises(false, true, true, false, false);

  @Override
  public Promises promises() {
    return PROMISES;
  }

  /**
   * What was settled at hand-over cannot fail. Only a lease from before the topic was changed to
   * this guarantee can: it must not be delivered again, and as a dead letter it is not lost.
   */
  @Override
  public Verdict failed(Failure failure) {
    return Verdict.dead(DeadReason.Rejected);
  }
}
