package io.hotswap.jsonpath.query;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.jsonpath.JsonPathLimitException;
import io.hotswap.jsonpath.JsonPathLimits;
import io.hotswap.jsonpath.regexp.Regexp;
import io.hotswap.jsonpath.regexp.Work;

/** One run of one query over one value: its root, and what it may still spend. */
public final class Evaluation implements Work {
  /** So many small steps weigh as much as one node. */
  private static final int STEPS_PER_VISIT = 64;

  private final JsonNode root;
  private final JsonPathLimits limits;
  private long stepsLeft;
  private int depth;
  private String lastPattern;
  private Regexp lastRegexp;

  /** Begins a run. */
  public Evaluation(JsonNode root, JsonPathLimits limits) {
    this.root = root;
    this.limits = limits;
    this.stepsLeft = (long) limits.visitsMax() * STEPS_PER_VISIT;
  }

  JsonNode root() {
    return root;
  }

  /** Charges one node. */
  void visit() {
    spend(STEPS_PER_VISIT);
  }

  /** Charges a node that was looked for: almost nothing if it was not found, that is, null. */
  JsonNode visited(JsonNode node) {
    spend(node == null ? 1 : STEPS_PER_VISIT);
    return node;
  }

  @Override
  public void spend(int steps) {
    stepsLeft -= steps;
    if (stepsLeft < 0) {
      throw new JsonPathLimitException("visits", limits.visitsMax());
    }
  }

  /** One level deeper; after an exception nobody goes on, so no one needs to leave then. */
  void enter() {
    enter(1);
  }

  /** Deeper by as much as the frames weigh that this takes of the stack. */
  void enter(int weight) {
    depth += weight;
    if (depth > limits.depthMax()) {
      throw new JsonPathLimitException("depth", limits.depthMax());
    }
  }

  void leave() {
    leave(1);
  }

  void leave(int weight) {
    depth -= weight;
  }

  /** The regular expression of a pattern that stands in the value; null if it is none. */
  Regexp regexp(String pattern) {
    // A pattern in the value is mostly one and the same for all candidates: remember the last.
    spend(pattern.length());
    if (!pattern.equals(lastPattern)) {
      lastRegexp = Regexp.compile(pattern).orElse(null);
      lastPattern = pattern;
      spend(lastRegexp == null ? pattern.length() : lastRegexp.states());
    }
    return lastRegexp;
  }
}
