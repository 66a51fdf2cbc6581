package io.hotswap.jsonpath;

/**
 * What one evaluation may cost.
 *
 * @param visitsMax nodes visited; 64 characters compared, counted or written into a path, and 64
 *     steps of a regular expression, weigh as much as one node
 * @param depthMax how deep evaluation may nest: levels of the value, and of filters within filters
 */
public record JsonPathLimits(int visitsMax, int depthMax) {
  /** 100,000 visits, and a depth that any document read with Jackson's own bound stays below. */
  public static final JsonPathLimits DEFAULT = new JsonPathLimits(100_000, 1_024);

  /** How long a query may be, in code units. */
  public static final int LENGTH_MAX = 8_192;

  /** How deep parentheses, filters and function calls may nest in a query. */
  public static final int NESTING_MAX = 64;

  /** How many states a regular expression may need, its counted repetitions written out. */
  public static final int STATES_MAX = 4_096;

  private static final int DEPTH_HIGHEST = 4_096;

  /** Checks both bounds. */
  public JsonPathLimits {
    if (visitsMax < 1) {
      throw new IllegalArgumentException("visitsMax: " + visitsMax + " (expected: at least 1)");
    }
    // NB: evaluation recurses; a greater depth would overflow the stack before it met the bound.
    if (depthMax < 1 || depthMax > DEPTH_HIGHEST) {
      throw new IllegalArgumentException(
          "depthMax: " + depthMax + " (expected: 1 to " + DEPTH_HIGHEST + ")");
    }
  }
}
