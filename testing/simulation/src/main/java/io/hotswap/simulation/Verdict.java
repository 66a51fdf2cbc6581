package io.hotswap.simulation;

import io.hotswap.simulation.world.Tally;

/**
 * How a simulation went.
 *
 * @param violation what must not be, or null
 * @param step after which it was found; the number of steps if at the end
 * @param hash the same for the same seed and code
 * @param appends durable ones
 * @param answers that were judged
 * @param tally what happened, and how often
 * @param stack of an exception, or null
 */
public record Verdict(
    String violation,
    int step,
    long hash,
    long appends,
    long answers,
    Tally tally,
    Throwable stack) {
  public boolean isFine() {
    return violation == null;
  }
}
