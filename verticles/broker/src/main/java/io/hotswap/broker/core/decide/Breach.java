package io.hotswap.broker.core.decide;

/** A decision that would break an invariant. A bug: nothing of its batch may take effect. */
public final class Breach extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  private final Invariant invariant;

  public Breach(Invariant invariant, String what) {
    super(invariant.tag() + ": " + what);
    this.invariant = invariant;
  }

  public Invariant invariant() {
    return invariant;
  }
}
