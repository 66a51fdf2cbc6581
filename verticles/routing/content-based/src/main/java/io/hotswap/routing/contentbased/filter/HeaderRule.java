package io.hotswap.routing.contentbased.filter;

import java.util.List;
import java.util.Map;

/**
 * What a filter asks of headers.
 *
 * @param all whether each condition must hold, else one
 */
record HeaderRule(boolean all, List<Condition> conditions) {

  /** One condition: a test of the value of a header, which is null if there is none. */
  record Condition(String name, HeaderTest test) {}

  boolean holds(Map<String, String> headers) {
    for (Condition condition : conditions) {
      if (condition.test().holds(headers.get(condition.name())) != all) {
        return !all;
      }
    }
    return all;
  }
}
