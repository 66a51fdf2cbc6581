package io.hotswap.simulation.load;

import java.util.SplittableRandom;

/** Chance among several. */
public final class Pick {
  private Pick() {}

  public static <T> T any(T[] all, SplittableRandom chance) {
    return all[chance.nextInt(all.length)];
  }
}
