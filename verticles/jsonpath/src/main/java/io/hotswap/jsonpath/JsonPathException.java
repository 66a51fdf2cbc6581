package io.hotswap.jsonpath;

/** What a query is refused with: it is not well-formed, or it costs more than allowed. */
public abstract sealed class JsonPathException extends RuntimeException
    permits JsonPathSyntaxException, JsonPathLimitException {
  JsonPathException(String message) {
    super(message);
  }
}
