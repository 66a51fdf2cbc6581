package io.hotswap.node.rollout;

import io.hotswap.contracts.admin.RolloutView.Figures;
import io.hotswap.contracts.admin.SwapView;
import io.hotswap.node.swap.Orders;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** What a rollout can see and do on its own node. Called on the lane. */
interface NodeSwaps {
  /**
   * A stored version.
   *
   * @param weighable whether its calls can be shared with another version's
   */
  record Jar(String digest, boolean weighable) {}

  /** A version that may be rolled out; {@code PluginNotFound} if it is not stored here. */
  Jar jar(String plugin, String version);

  /** The version of a plugin that serves. */
  Optional<String> serving(String plugin);

  /** The shards of a stateful plugin that this node owns. */
  int shards(String plugin);

  /** The swap of a plugin that is under way. */
  Optional<SwapView> running(String plugin);

  /** A swap of this node. */
  Optional<SwapView> swap(String id);

  Future<SwapView> begin(String plugin, String version, Orders orders, String by);

  /** Lets a swap that is held before its switch go to the next stop, or switch. */
  void go(String swapId, int weight);

  /** Ends a bake well. */
  void promote(String swapId);

  /** Has a swap go back, now or as soon as it can. */
  void back(String swapId, String why);

  /** Of a version since it began to answer. */
  Figures figures(String plugin, String version);

  /** Whether a version is stored; fails if its bytes are others. */
  boolean stored(String plugin, String version, String digest);

  /** Gets a jar from one of the nodes that have it, and installs it as an upload would be. */
  Future<Void> obtain(String plugin, String version, String digest, List<String> sources);

  /** Whether a swap of a plugin that no rollout made has succeeded since. */
  boolean changedSince(String plugin, long millis);
}
