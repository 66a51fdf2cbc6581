package io.hotswap.push.core;

import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.Settlement.FailureClass;
import io.hotswap.contracts.message.Message;

/** A message under a lease of this node, from the pull to its settlement. */
public final class Held {
  /** Shorter leases than a topic can have only come from a clock that was set. */
  private static final long LEASE_MILLIS_MIN = 500;

  private final Delivery delivery;
  private final Message message;
  private final long leaseMillis;
  private long extendAt;

  public Held(Delivery delivery, long nowMillis) {
    this.delivery = delivery;
    this.message = Message.wrap(delivery.record());
    this.leaseMillis = Math.max(LEASE_MILLIS_MIN, delivery.deadlineMillis() - nowMillis);
    this.extendAt = nowMillis + leaseMillis / 2;
  }

  public Delivery delivery() {
    return delivery;
  }

  public Message message() {
    return message;
  }

  public int bytes() {
    return delivery.record().remaining();
  }

  /** Whether there is something to settle: not if it was acked by handing it over. */
  public boolean isLeased() {
    return delivery.receipt() != null;
  }

  /** Whether half of the lease is over; true once for each half. */
  public boolean extensionDue(long nowMillis) {
    if (!isLeased() || nowMillis < extendAt) {
      return false;
    }
    extendAt = nowMillis + leaseMillis / 2;
    return true;
  }

  /** Holds the lease for its first length from now on. */
  public Settlement extension() {
    return new Settlement(
        Settlement.Kind.EXTEND,
        delivery.id(),
        delivery.receipt(),
        leaseMillis,
        null,
        FailureClass.Retryable);
  }

  /** Gives it back as if it had not been pulled. */
  public Settlement release() {
    return Settlement.release(delivery.id(), delivery.receipt());
  }

  /** What an answer makes of it. */
  public Settlement settlement(Answer answer) {
    return switch (answer.kind()) {
      case ACCEPTED -> Settlement.ack(delivery.id(), delivery.receipt());
      case GONE -> release();
      case REFUSED, LATER, FAILED ->
          new Settlement(
              Settlement.Kind.NACK,
              delivery.id(),
              delivery.receipt(),
              answer.delayMillis(),
              answer.reason(),
              answer.failureClass());
    };
  }
}
