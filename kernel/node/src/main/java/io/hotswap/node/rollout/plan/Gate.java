package io.hotswap.node.rollout.plan;

import io.hotswap.contracts.admin.RolloutView.Figures;
import java.util.Locale;
import java.util.Optional;

/**
 * The thresholds that nodes of the new version must keep. Pure.
 *
 * @param errorRateMax of calls, 0..1
 * @param p99MillisMax of calls, 0: not looked at
 * @param callsMin at the end of a bake
 * @param answerWithinMillis a node not heard for longer counts as bad
 */
public record Gate(double errorRateMax, long p99MillisMax, long callsMin, long answerWithinMillis) {

  /** What is wrong with a node, with the figure; empty if nothing is. */
  public Optional<String> verdict(String node, Figures figures) {
    if (figures.stall() != null) {
      return Optional.of(node + ": stalled: " + figures.stall());
    }
    if (figures.complaint() != null) {
      return Optional.of(node + ": unhealthy: " + figures.complaint());
    }
    long calls = Math.max(figures.calls(), figures.faults());
    if (figures.faults() > errorRateMax * calls) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "%s: error rate %.2f %%, %d of %d calls (expected: <= %.2f %%)",
              node,
              100.0 * figures.faults() / calls,
              figures.faults(),
              calls,
              100 * errorRateMax));
    }
    if (p99MillisMax > 0 && figures.p99Ms() != null && figures.p99Ms() > p99MillisMax) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "%s: p99 %.1f ms of %d calls (expected: <= %d ms)",
              node,
              figures.p99Ms(),
              calls,
              p99MillisMax));
    }
    return Optional.empty();
  }

  /** At the end of a bake: whether there is enough to judge by. */
  public Optional<String> missing(String node, Figures figures) {
    return figures.calls() >= callsMin
        ? Optional.empty()
        : Optional.of(
            "%s: %d calls, too few to judge by (expected: >= %d)"
                .formatted(node, figures.calls(), callsMin));
  }

  /** A node that was not heard is taken for a bad one. */
  public Optional<String> silent(String node, long silentMillis) {
    return silentMillis <= answerWithinMillis
        ? Optional.empty()
        : Optional.of(
            "%s: no figures for %d ms (expected: within %d ms)"
                .formatted(node, silentMillis, answerWithinMillis));
  }
}
