package io.hotswap.contracts.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;

/**
 * A swap as the REST contract shows it. Times are RFC 3339 UTC with milliseconds.
 *
 * @param step the step that runs or ran last, in lower case
 * @param error why it did not succeed, naming the step, else null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SwapView(
    String id,
    String plugin,
    String from,
    String to,
    String strategy,
    State state,
    String step,
    String startedAt,
    String endedAt,
    String requestedBy,
    String error,
    Receipt receipt) {

  /** See the REST contract. */
  public enum State {
    Running,
    Baking,
    Succeeded,
    RolledBack,
    Failed
  }

  /**
   * What a swap leaves behind.
   *
   * @param fromDigest SHA-256 of the jar that served before, as {@code toDigest} of the new one
   * @param stateDigest SHA-256 over the shards' digests at which both versions agreed, or null
   * @param longestHoldMs longest time that any single request was held by a paused port
   * @param inFlightMoved leases that moved from one version to the other
   * @param stepsMs milliseconds per step, in order
   * @param verdict one sentence
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Receipt(
      String fromDigest,
      String toDigest,
      String stateDigest,
      long factsReplayed,
      long requestsHeld,
      double longestHoldMs,
      long inFlightMoved,
      Map<String, Double> stepsMs,
      String verdict) {}
}
