package io.hotswap.node.swap;

import io.hotswap.contracts.error.Problem;
import java.time.Duration;

/**
 * How a swap is to be made.
 *
 * @param bake null for the configured default
 * @param held it waits before its switch until it is told to go
 * @param judged somebody else watches failed calls in the bake, by thresholds of their own; the
 *     version's own complaints and stalls still end it
 */
public record Orders(Duration bake, String strategy, boolean held, boolean judged) {
  /** What the step of a swap is called that waits before its switch. */
  public static final String HELD = "hold";

  /** What it is called while some calls go to the new version and the rest to the old one. */
  public static final String WEIGHED = "weigh";

  private static final Duration BAKE_MAX = Duration.ofHours(1);

  /** As somebody asked for it on this node. */
  static Orders direct(Duration bake) {
    if (bake != null && (bake.isNegative() || bake.compareTo(BAKE_MAX) > 0)) {
      throw Problem.badRequest("/bake", bake + " (expected: 0s .. 1h)");
    }
    return new Orders(bake, "Direct", false, false);
  }

  static Orders rollback() {
    return new Orders(null, "Rollback", false, false);
  }

  /** As a part of something larger, which ends the bake. */
  public static Orders rollout(String strategy, Duration bake, boolean held) {
    return new Orders(bake, strategy, held, true);
  }
}
