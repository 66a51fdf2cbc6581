package io.hotswap.jsonpath;

/** A bound of this library was met; the query has no result then, not a part of one. */
public final class JsonPathLimitException extends JsonPathException {
  private final String limit;
  private final long max;

  /**
   * @param limit which bound
   * @param max its value
   */
  public JsonPathLimitException(String limit, long max) {
    super(limit + ": exceeded (expected: at most " + max + ")");
    this.limit = limit;
    this.max = max;
  }

  /** The name of the bound: {@code length}, {@code nesting}, {@code visits}, {@code depth}… */
  public String limit() {
    return limit;
  }

  /** The value of the bound. */
  public long max() {
    return max;
  }
}
