package io.hotswap.contracts.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * A rollout of a plugin version over nodes, as the REST contract shows it. Times are RFC 3339 UTC
 * with milliseconds.
 *
 * @param kind {@code plugin}
 * @param step what goes on, as {@code serve 2/4}, {@code rollback} or {@code finish}
 * @param coordinator the node that leads it
 * @param verdict one sentence: why it ended as it did, or why it goes back
 * @param parameters what was asked for, defaults filled in
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RolloutView(
    String id,
    String kind,
    String plugin,
    String from,
    String version,
    String strategy,
    State state,
    String step,
    String coordinator,
    String startedAt,
    String endedAt,
    String requestedBy,
    String verdict,
    Map<String, Object> parameters,
    List<Step> steps,
    List<Node> nodes) {

  /** See the REST contract. */
  public enum State {
    Running,
    Paused,
    Baking,
    Succeeded,
    RolledBack,
    Failed,
    Aborted;

    /** Whether nothing more will happen. */
    public boolean last() {
      return this != Running && this != Paused && this != Baking;
    }
  }

  /**
   * One step, over one or more nodes.
   *
   * @param name {@code distribute}, {@code standby}, {@code weigh} or {@code serve}
   * @param state {@code Pending}, {@code Running}, {@code Baking}, {@code Done} or {@code Undone}
   * @param share percent of nodes, or of calls for {@code weigh}, that have the new version then
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Step(
      String name,
      List<String> nodes,
      String state,
      int share,
      String bake,
      String startedAt,
      String endedAt) {}

  /**
   * One node of the rollout.
   *
   * @param from the version that served there before
   * @param state {@code Pending}, {@code Stored}, {@code Standby}, {@code Weighed}, {@code
   *     Serving}, {@code Finished}, {@code Back}, {@code Failed} or {@code Lost}
   * @param swap id of the swap on that node
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Node(
      String node,
      String from,
      String state,
      String swap,
      String swapStep,
      String error,
      SwapView.Receipt receipt,
      Figures figures) {}

  /**
   * What the health gate goes by, of the new version on one node since it serves there.
   *
   * @param calls of its ports, and for gateways the answers
   * @param faults those that failed, and for gateways the 5xx answers
   * @param p99Ms of its calls; null while there were none
   * @param complaint what the version says is wrong, broken invariants among it
   * @param stall which of its threads stands still
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Figures(long calls, long faults, Double p99Ms, String complaint, String stall) {
    public static final Figures NONE = new Figures(0, 0, null, null, null);
  }
}
