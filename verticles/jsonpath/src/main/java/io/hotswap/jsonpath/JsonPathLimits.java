package io.hotswap.jsonpath;

/**
 * What one evaluation may cost.
 *
 * @param visitsMax nodes visited; 64 small steps weigh as much as one node: characters compared,
 *     counted or written into a path, states of a regular expression, comparisons
 * @param depthMax how deep evaluation may nest: 1 for each level of the value that {@code ..} or
 *     {@code ==} goes down and for each filter, 3 for each segment but those of singular queries
 */
public record JsonPathLimits(int visitsMax, int depthMax) {
  /** 100,000 visits, and a depth that any document within Jackson's own bound fits in. */
  public static final JsonPathLimits DEFAULT = new JsonPathLimits(100_000, 1_024);

  /** How long a query may be, in code units. */
  public static final int LENGTH_MAX = 8_192;

  /** How deep parentheses, filters and function calls may nest in a query. */
  public static final int NESTING_MAX = 64;

  /** How many states a regular expression may need, its counted repetitions written out. */
  public static final int STATES_MAX = 4_096;

  private static final int DEPTH_HIGHEST = 1_024;

  /** Checks both bounds. */
  public JsonPathLimits {
    if (visitsMax < 1) {
      throw new IllegalArgumentException("visitsMax: " + visitsMax + " (expected: at least 1)");
    }
    // NB: evaluation recurses. This depth fits into a stack of 512 KiB, twice of it does not.
    if (depthMax < 1 || depthMax > DEPTH_HIGHEST) {
      throw new IllegalArgumentException(
          "depthMax: " + depthMax + " (expected: 1 to " + DEPTH_HIGHEST + ")");
    }
  }
}
