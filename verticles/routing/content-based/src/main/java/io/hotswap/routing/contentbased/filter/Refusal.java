package io.hotswap.routing.contentbased.filter;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.contracts.error.Problem;

/** What a filter is refused with: the place in it, the value there, and what was expected. */
final class Refusal {
  private static final int SHOWN_MAX = 100;

  private Refusal() {}

  static Problem of(String pointer, JsonNode value, String expected) {
    return of(pointer, value.isMissingNode() ? "missing" : value.toString(), expected);
  }

  static Problem of(String pointer, String found, String expected) {
    return Problem.badRequest(pointer, shown(found) + " (expected: " + expected + ")");
  }

  private static String shown(String found) {
    return found.length() <= SHOWN_MAX ? found : found.substring(0, SHOWN_MAX) + "…";
  }

  /** A name as a step of an RFC 6901 pointer. */
  static String step(String name) {
    return "/" + shown(name).replace("~", "~0").replace("/", "~1");
  }
}
