package io.hotswap.routing.contentbased.filter;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.jsonpath.JsonPath;
import io.hotswap.jsonpath.JsonPathLimitException;
import io.hotswap.jsonpath.JsonPathLimits;
import io.hotswap.jsonpath.Node;
import java.util.List;

/**
 * A compiled filter: immutable, for any thread.
 *
 * @param headers null if it asks nothing about them
 * @param path null if it asks nothing about the payload
 */
record Filter(HeaderRule headers, JsonPath path) {

  /** Headers first: they cost less than the payload. */
  boolean matches(Candidate candidate, JsonPathLimits limits) {
    return headersHold(candidate) && (path == null || finds(candidate.payload(), limits));
  }

  boolean headersHold(Candidate candidate) {
    return headers == null || headers.holds(candidate.headers());
  }

  private boolean finds(JsonNode payload, JsonPathLimits limits) {
    try {
      return path.matches(payload, limits);
    } catch (JsonPathLimitException tooMuchWork) {
      return false;
    }
  }

  /** All that the path selects; nothing if finding out exceeds the limits. */
  List<Node> select(Candidate candidate, JsonPathLimits limits) {
    if (path == null) {
      return List.of();
    }
    try {
      return path.select(candidate.payload(), limits);
    } catch (JsonPathLimitException tooMuchWork) {
      return List.of();
    }
  }
}
