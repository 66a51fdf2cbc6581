package io.hotswap.jsonpath.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * One step of a query.
 *
 * @param descendant whether the selectors apply to the node and to all below it, or to it alone
 * @param selectors at least one
 */
public record Segment(boolean descendant, List<Selector> selectors) {
  /** A segment takes about three times the stack that one level of a descent takes. */
  private static final int WEIGHT = 3;

  /** Copies the list. */
  public Segment {
    selectors = List.copyOf(selectors);
  }

  /** The selector if it can find one node at most, else null. */
  Selector.Single single() {
    return !descendant && selectors.size() == 1 && selectors.get(0) instanceof Selector.Single one
        ? one
        : null;
  }

  /** What hands on to {@code next} whatever this segment selects from a node. */
  Receiver before(Evaluation evaluation, Receiver next) {
    return (value, at) -> {
      if (!value.isContainerNode()) {
        return true;
      }
      evaluation.enter(WEIGHT);
      boolean on =
          descendant ? descend(evaluation, value, at, next) : select(evaluation, value, at, next);
      evaluation.leave(WEIGHT);
      return on;
    };
  }

  private boolean select(Evaluation evaluation, JsonNode value, Location at, Receiver next) {
    for (int i = 0; i < selectors.size(); i++) {
      if (!selectors.get(i).each(evaluation, value, at, next)) {
        return false;
      }
    }
    return true;
  }

  private boolean descend(Evaluation evaluation, JsonNode value, Location at, Receiver next) {
    if (!select(evaluation, value, at, next)) {
      return false;
    }
    evaluation.enter();
    boolean on =
        value.isArray()
            ? descendArray(evaluation, value, at, next)
            : descendObject(evaluation, value, at, next);
    evaluation.leave();
    return on;
  }

  private boolean descendArray(Evaluation evaluation, JsonNode array, Location at, Receiver next) {
    for (int i = 0; i < array.size(); i++) {
      evaluation.visit();
      JsonNode child = array.get(i);
      if (child.isContainerNode() && !descend(evaluation, child, Location.element(at, i), next)) {
        return false;
      }
    }
    return true;
  }

  private boolean descendObject(
      Evaluation evaluation, JsonNode object, Location at, Receiver next) {
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      evaluation.visit();
      JsonNode child = member.getValue();
      if (child.isContainerNode()
          && !descend(evaluation, child, Location.member(at, member.getKey()), next)) {
        return false;
      }
    }
    return true;
  }
}
