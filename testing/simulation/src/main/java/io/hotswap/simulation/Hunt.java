package io.hotswap.simulation;

import io.hotswap.simulation.load.Step;

/** Looks for the first seed that fails. Speaks in JDK types, so that any class loader can ask. */
public final class Hunt {
  private Hunt() {}

  /** The first of the seeds from 1 on that fails, and with what, or null. */
  public static String first(int seeds, int steps) {
    return first(seeds, steps, Setup.healthy());
  }

  static String first(int seeds, int steps, Setup setup) {
    for (long seed = 1; seed <= seeds; seed++) {
      Verdict verdict = Simulation.run(seed, Step.of(seed, steps), setup);
      if (!verdict.isFine()) {
        return seed + " " + verdict.violation();
      }
    }
    return null;
  }
}
