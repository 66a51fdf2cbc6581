package io.hotswap.broker.front;

import java.time.Duration;

/**
 * Bounds of the front; the keys are the broker's.
 *
 * @param quotasMax {@code quotas-max}: topics whose use of a quota is remembered
 * @param transactionStep {@code transaction-step}: how long each of the three steps of a
 *     transaction over several shards may take
 * @param replayMax {@code replay-max}: how long one call may replay dead letters before it says
 *     what it has done
 * @param replayPage {@code replay-page}: dead letters moved in one step at most
 */
public record FrontLimits(
    int quotasMax, Duration transactionStep, Duration replayMax, int replayPage) {
  public static final FrontLimits DEFAULT =
      new FrontLimits(10_000, Duration.ofSeconds(5), Duration.ofSeconds(30), 500);

  public FrontLimits {
    bounded("quotas-max", quotasMax, 1, 1_000_000);
    bounded("transaction-step", transactionStep.toMillis(), 100, 60_000);
    bounded("replay-max", replayMax.toMillis(), 100, 300_000);
    bounded("replay-page", replayPage, 1, 1_000);
  }

  private static void bounded(String key, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          key + ": " + value + " (expected: " + min + ".." + max + ")");
    }
  }
}
