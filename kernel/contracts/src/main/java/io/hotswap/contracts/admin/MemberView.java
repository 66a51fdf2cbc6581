package io.hotswap.contracts.admin;

import io.hotswap.contracts.broker.BrokerStatus;
import java.util.List;

/**
 * A node of the cluster as it said of itself when it was last heard.
 *
 * @param state {@code Serving}, {@code Leaving}, {@code Isolated} (it sees less than half of the
 *     others), {@code Stranded} (the store does not answer it) or {@code Silent} (not heard for
 *     longer than it should be)
 * @param roles of {@code broker}, {@code gateway}
 * @param problems what is wrong with it, empty when it is ready
 * @param lastHeardMillis when that was, in Unix milliseconds of the node that answers
 */
public record MemberView(
    NodeView node,
    String state,
    List<String> roles,
    BrokerStatus broker,
    List<String> problems,
    long lastHeardMillis) {
  public MemberView {
    roles = List.copyOf(roles);
    problems = List.copyOf(problems);
  }
}
