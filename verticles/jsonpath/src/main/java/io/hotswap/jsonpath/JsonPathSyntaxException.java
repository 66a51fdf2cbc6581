package io.hotswap.jsonpath;

/** The text is no valid query: wrong by the grammar, or by the types of its functions. */
public final class JsonPathSyntaxException extends JsonPathException {
  private final int position;
  private final String reason;

  /**
   * @param position where, in code units from 0; the length of the text means its end
   * @param reason what was found and what was expected
   */
  public JsonPathSyntaxException(int position, String reason) {
    super("jsonPath at position " + position + ": " + reason);
    this.position = position;
    this.reason = reason;
  }

  /** The offset of what is wrong, in code units (Java chars) from 0. */
  public int position() {
    return position;
  }

  /** What was found there and what was expected. */
  public String reason() {
    return reason;
  }
}
