package io.hotswap.contracts.admin;

import io.hotswap.contracts.edge.Principal;
import io.hotswap.contracts.plugin.PortType;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The kernel's own operations, offered to gateways. Refusals are {@code Problem}s. Any thread may
 * call; futures complete on the caller's context.
 */
public interface NodeAdmin {
  PortType<NodeAdmin> TYPE = PortType.request("kernel.admin", NodeAdmin.class);

  Future<List<PluginView>> plugins();

  /** {@code PluginNotFound} if there is none. */
  Future<PluginView> plugin(String id);

  /**
   * Verifies a jar and stores it beside the other versions; it does not run. The same bytes again:
   * the same answer with {@code created} false; other bytes under a stored version: {@code
   * PluginExists}; anything wrong with the jar: {@code PluginRejected} with the reason.
   */
  Future<Installed> install(Path jar, Principal by);

  /** See {@link #install}. */
  record Installed(String id, String version, String digest, boolean created) {}

  /** Removes a version that is not running. */
  Future<Void> remove(String id, String version, Principal by);

  /**
   * Begins a swap on this node. To the active version: a swap that has already succeeded as a no-op
   * ({@code Succeeded}, no steps). {@code SwapInProgress} names the running one.
   *
   * @param bake how long the old version stays as standby, 0 .. 1 h; null for the configured
   *     default
   */
  Future<SwapView> swap(String id, String version, Duration bake, Principal by);

  /**
   * Back to the version before: ends a bake by switching back, or begins a swap to the previous
   * version.
   */
  Future<SwapView> rollback(String id, Principal by);

  /** Newest first. */
  Future<List<SwapView>> swaps();

  Future<SwapView> swap(String swapId);

  NodeView node();

  /** All nodes of the cluster by id, this one included: alone, it is the only one. */
  Future<List<MemberView>> members();

  /** What is wrong with this node, empty when it is ready to serve. Never blocks. */
  List<String> unhealthy();

  /** All meters in the Prometheus text format. */
  String metrics();
}
