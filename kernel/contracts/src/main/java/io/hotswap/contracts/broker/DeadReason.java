package io.hotswap.contracts.broker;

/** Why a message became a dead letter. */
public enum DeadReason {
  MaxDeliveriesExceeded,
  Rejected,
  Expired,
  Unroutable,
  SchemaInvalid
}
