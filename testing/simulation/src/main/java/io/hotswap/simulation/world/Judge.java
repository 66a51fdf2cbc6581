package io.hotswap.simulation.world;

/** Keeps the first thing that must not be. Others may only follow from it. */
public final class Judge {
  private final Tally tally = new Tally();
  private String violation;

  public void fail(String what) {
    if (violation == null) {
      violation = what;
    }
  }

  public void require(boolean holds, String what) {
    if (!holds) {
      fail(what);
    }
  }

  /** What happened so far. */
  public Tally tally() {
    return tally;
  }

  /** Null if all is well. */
  public String violation() {
    return violation;
  }
}
