package io.hotswap.contracts.admin;

import io.hotswap.contracts.edge.Principal;
import io.hotswap.contracts.plugin.PortType;
import io.vertx.core.Future;
import java.util.List;

/**
 * Rollouts of plugin versions over the nodes of a cluster, offered to gateways by each node.
 * Refusals are {@code Problem}s. Any thread may call; futures complete on the caller's context.
 */
public interface RolloutAdmin {
  PortType<RolloutAdmin> TYPE = PortType.request("kernel.rollouts", RolloutAdmin.class);

  /** What may be done to a rollout that was begun. */
  enum Act {
    /** No further step; what was begun is ended, and the gate goes on watching. */
    pause,
    resume,
    /** Ends the bake of the step early. */
    promote,
    /** Goes back on all nodes. */
    abort,
    /** After success: begins a rollout back to the version before, and gives that one. */
    rollback
  }

  /**
   * Begins a rollout over all live nodes. {@code Conflict} names the one that runs for the plugin.
   * If all nodes have the version already, it is {@code Succeeded} at once.
   */
  Future<RolloutView> start(RolloutRequest request, Principal by);

  /** Newest first. */
  Future<List<RolloutView>> rollouts();

  /** {@code NotFound} if there is none. */
  Future<RolloutView> rollout(String id);

  /** {@code Conflict} if its state does not allow it. */
  Future<RolloutView> act(String id, Act act, Principal by);
}
