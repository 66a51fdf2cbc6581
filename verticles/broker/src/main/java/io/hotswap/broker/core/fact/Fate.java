package io.hotswap.broker.core.fact;

import io.hotswap.contracts.broker.DeadReason;

/** What a failed message comes to. NB: ordinals are in facts; new ones go to the end. */
public enum Fate {
  RETRIED(null),
  PARKED(null),
  EXCEEDED(DeadReason.MaxDeliveriesExceeded),
  REJECTED(DeadReason.Rejected),
  OUTLIVED(DeadReason.Expired);

  private final DeadReason reason;

  Fate(DeadReason reason) {
    this.reason = reason;
  }

  /** Why it will be a dead letter, or null if it will not. */
  public DeadReason reason() {
    return reason;
  }

  public static Fate of(DeadReason reason) {
    return switch (reason) {
      case Rejected, SchemaInvalid, Unroutable -> REJECTED;
      case Expired -> OUTLIVED;
      case MaxDeliveriesExceeded -> EXCEEDED;
    };
  }
}
