package io.hotswap.node.rollout;

import io.hotswap.node.rollout.plan.Mark;
import java.util.List;

/**
 * What a coordinator asks of a node: that a version be at a mark there. It can be repeated at will.
 *
 * @param rollout its id; empty for a mere look
 * @param from what goes back there, if {@code mark} is {@code BACK}
 * @param weight percent of calls at {@code WEIGHED}
 * @param sources nodes that may have the jar
 */
record Want(
    String rollout,
    long term,
    String coordinator,
    String plugin,
    String version,
    String digest,
    String from,
    Mark mark,
    int weight,
    String strategy,
    String by,
    List<String> sources) {

  /** A look at a node before there is a rollout. */
  static Want look(String plugin, String version) {
    return new Want("", 0, "", plugin, version, "", "", Mark.NOTHING, 0, "", "", List.of());
  }
}
