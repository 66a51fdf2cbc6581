package io.hotswap.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.jsonpath.parse.QueryParser;
import io.hotswap.jsonpath.query.Evaluation;
import io.hotswap.jsonpath.query.Location;
import io.hotswap.jsonpath.query.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A compiled query: immutable, and safe to use from any thread. */
public final class JsonPath {
  private final String text;
  private final Query query;

  private JsonPath(String text, Query query) {
    this.text = text;
    this.query = query;
  }

  /**
   * Reads a query.
   *
   * @throws JsonPathSyntaxException if it is not a well-formed and well-typed query of RFC 9535
   * @throws JsonPathLimitException if it is too long, too deeply nested, or has too large a regular
   *     expression
   */
  public static JsonPath compile(String text) {
    Objects.requireNonNull(text, "text");
    return new JsonPath(text, QueryParser.parse(text));
  }

  /** The nodes that the query selects from a value, in the order of RFC 9535. */
  public List<Node> select(JsonNode root) {
    return select(root, JsonPathLimits.DEFAULT);
  }

  /**
   * The nodes that the query selects from a value, in the order of RFC 9535.
   *
   * @throws JsonPathLimitException if that costs more than the limits allow
   */
  public List<Node> select(JsonNode root, JsonPathLimits limits) {
    List<Node> found = new ArrayList<>();
    if (root.isMissingNode()) {
      return found;
    }
    Evaluation evaluation = new Evaluation(root, limits);
    query.each(
        evaluation,
        root,
        Location.ROOT,
        (value, at) -> found.add(new Node(at.normalizedPath(evaluation), value)));
    return found;
  }

  /** Whether the query selects anything from a value; ends at the first node found. */
  public boolean matches(JsonNode root) {
    return matches(root, JsonPathLimits.DEFAULT);
  }

  /**
   * Whether the query selects anything from a value; ends at the first node found.
   *
   * @throws JsonPathLimitException if finding out costs more than the limits allow
   */
  public boolean matches(JsonNode root, JsonPathLimits limits) {
    return !root.isMissingNode() && query.finds(new Evaluation(root, limits), root);
  }

  /** The query as it was given. */
  public String text() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonPath path && path.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
