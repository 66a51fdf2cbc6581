package io.hotswap.contracts.admin;

import java.time.Duration;
import java.util.List;

/**
 * What a rollout is asked to do; null for the default of whatever was not said.
 *
 * @param strategy {@code Direct}, {@code Rolling}, {@code Canary} or {@code BlueGreen}
 * @param batchSize Rolling: nodes that are swapped at once
 * @param maxUnavailable Rolling: as {@code batchSize}; the smaller of both counts
 * @param order nodes that come first, in this order; the others follow by id
 * @param shares Canary: percents of the nodes, rising to 100
 * @param weight Canary: percent of the first node's calls before it is switched, 0 for none
 * @param bake how long the gate watches after each step
 * @param maxFailed nodes that may be lost before all goes back
 * @param stepTimeout how long any step may take, its bake not counted
 */
public record RolloutRequest(
    String plugin,
    String version,
    String strategy,
    Integer batchSize,
    Integer maxUnavailable,
    List<String> order,
    List<Integer> shares,
    Integer weight,
    Duration bake,
    Integer maxFailed,
    Duration stepTimeout,
    Gate gate) {
  public RolloutRequest {
    order = order == null ? null : List.copyOf(order);
    shares = shares == null ? null : List.copyOf(shares);
  }

  /**
   * What a node of the new version must keep.
   *
   * @param errorRateMax failed calls and 5xx answers among all, 0..1
   * @param p99Max of calls; null: not looked at
   * @param callsMin fewer calls than this at the end of a bake count as missing data
   * @param answerWithin a node not heard for longer counts as bad
   */
  public record Gate(Double errorRateMax, Duration p99Max, Long callsMin, Duration answerWithin) {}

  /** All defaults. */
  public static RolloutRequest of(String plugin, String version, String strategy) {
    return new RolloutRequest(
        plugin, version, strategy, null, null, null, null, null, null, null, null, null);
  }
}
