package io.hotswap.simulation;

import java.util.ArrayList;
import java.util.List;

/** Leaves out steps of a failing case as long as it still fails: first many at once, then one. */
public final class Shrinker {
  private final Setup setup;
  private int triesLeft;

  /**
   * @param triesMax simulations that this may take
   */
  public Shrinker(Setup setup, int triesMax) {
    this.setup = setup;
    this.triesLeft = triesMax;
  }

  /** A case that fails too, with as few steps as were found. */
  public Case shrink(Case failing) {
    Verdict verdict = failing.run(setup);
    if (verdict.isFine()) {
      throw new IllegalArgumentException("case: " + failing + " (expected: one that fails)");
    }
    List<Integer> steps = new ArrayList<>(failing.steps().subList(0, verdict.step()));
    for (int size = Math.max(1, steps.size() / 2); size > 0; size /= 2) {
      for (int from = 0; from < steps.size() && triesLeft > 0; ) {
        List<Integer> fewer = new ArrayList<>(steps);
        fewer.subList(from, Math.min(steps.size(), from + size)).clear();
        triesLeft--;
        if (new Case(failing.seed(), fewer).run(setup).isFine()) {
          from += size;
        } else {
          steps = fewer;
        }
      }
    }
    return new Case(failing.seed(), steps);
  }
}
