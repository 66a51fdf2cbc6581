package io.hotswap.contracts.policy;

import io.hotswap.contracts.plugin.PortType;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Filters of subscriptions, in the JSON form that clients give: {@code {headers: {all|any: [{name,
 * op, value}]}, jsonPath: "$.items[?@.qty > 3]"}}; both must hold, {@code jsonPath} holds when it
 * selects at least one node.
 *
 * <ol>
 *   <li>Pure: a cache of compiled filters may live inside, bounded, and shows in nothing but speed.
 *   <li>Any thread may call; never blocks; work is bounded, and a filter that exceeds its bound
 *       does not match.
 * </ol>
 */
public interface MessageFilters {
  PortType<MessageFilters> TYPE = PortType.call("filters", MessageFilters.class);

  /**
   * Whether the text is a filter.
   *
   * @throws io.hotswap.contracts.error.Problem {@code BadRequest} with a violation whose pointer is
   *     into the filter ({@code /jsonPath}) and whose detail names position and reason
   */
  void check(String filter);

  /** Whether the message passes; a payload that is no JSON has no nodes. */
  boolean matches(String filter, ByteBuffer record);

  /**
   * What {@code jsonPath} selects; at most {@code max} nodes, and fewer when they are so large that
   * together they exceed a payload.
   */
  Trial test(String filter, ByteBuffer record, int max);

  /**
   * @param value JSON text
   */
  record Node(String path, String value) {}

  /** See {@link #test}. */
  record Trial(boolean matches, List<Node> nodes) {}
}
