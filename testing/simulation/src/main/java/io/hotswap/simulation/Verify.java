package io.hotswap.simulation;

import io.hotswap.simulation.load.Step;

/** Runs many seeds. */
public final class Verify {
  static final int STEPS = 120;

  private Verify() {}

  public static void main(String[] args) {
    long from = Long.parseLong(args[0]);
    long count = Long.parseLong(args[1]);
    long appends = 0;
    long bad = 0;
    io.hotswap.simulation.world.Tally tally = new io.hotswap.simulation.world.Tally();
    long began = System.nanoTime();
    for (long seed = from; seed < from + count; seed++) {
      Verdict v = Simulation.run(seed, Step.of(seed, STEPS), Setup.healthy());
      appends += v.appends();
      tally.add(v.tally());
      if (!v.isFine()) {
        bad++;
        System.out.println("seed " + seed + " step " + v.step() + ": " + v.violation());
        if (v.stack() != null && args.length > 2) {
          v.stack().printStackTrace(System.out);
        }
      }
    }
    System.out.println(tally);
    System.out.println(
        count + " seeds, " + bad + " bad, " + appends + " appends, "
            + (System.nanoTime() - began) / 1_000_000 + " ms");
  }
}
