package io.hotswap.broker.core.decide;

/** What must always hold and is looked at in the running node. */
public enum Invariant {
  /** Every message that entered a subscription is in exactly one place, and counted there. */
  FIGURES("figures"),

  /** No lease is granted of a message that is settled or leased. */
  LEASED_AGAIN("leased-again"),

  /** Messages of a key are handed out in their order, to one consumer at a time. */
  KEY_ORDER("key-order"),

  /** A refused request changed nothing. */
  REFUSAL("refusal");

  private final String tag;

  Invariant(String tag) {
    this.tag = tag;
  }

  /** Its name in metrics. */
  public String tag() {
    return tag;
  }
}
