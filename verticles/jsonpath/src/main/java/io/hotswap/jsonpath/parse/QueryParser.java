package io.hotswap.jsonpath.parse;

import io.hotswap.jsonpath.JsonPathLimitException;
import io.hotswap.jsonpath.JsonPathLimits;
import io.hotswap.jsonpath.query.Query;
import io.hotswap.jsonpath.query.Segment;
import io.hotswap.jsonpath.query.Selector;
import java.util.ArrayList;
import java.util.List;

/** Reads queries, segments and selectors: RFC 9535, sections 2.1 to 2.5 without the filters. */
public final class QueryParser {
  private final Cursor cursor;
  private final FilterParser filters;

  private QueryParser(Cursor cursor) {
    this.cursor = cursor;
    this.filters = new FilterParser(cursor, this);
  }

  /** Reads the text of a whole query. */
  public static Query parse(String text) {
    if (text.length() > JsonPathLimits.LENGTH_MAX) {
      throw new JsonPathLimitException("jsonPath length", JsonPathLimits.LENGTH_MAX);
    }
    Cursor cursor = new Cursor(text);
    cursor.expect('$');
    Query query = new QueryParser(cursor).query(true);
    if (!cursor.ended()) {
      throw cursor.refuse("'.', '..', '[' or the end");
    }
    return query;
  }

  /** The segments after an identifier that was taken already, and the query they make. */
  Query query(boolean absolute) {
    List<Segment> segments = new ArrayList<>();
    int end = cursor.position();
    Segment segment = segment();
    while (segment != null) {
      segments.add(segment);
      end = cursor.position();
      segment = segment();
    }
    // Blanks that no segment follows belong to whoever called.
    cursor.back(end);
    return new Query(absolute, segments);
  }

  private Segment segment() {
    cursor.blank();
    if (cursor.take("..")) {
      return new Segment(
          true, cursor.peek() == '[' ? bracketed() : shorthand("'*', '[' or a name"));
    }
    if (cursor.take('.')) {
      return new Segment(false, shorthand("'*' or a name"));
    }
    return cursor.peek() == '[' ? new Segment(false, bracketed()) : null;
  }

  private List<Selector> shorthand(String expected) {
    if (cursor.take('*')) {
      return List.of(new Selector.Wildcard());
    }
    String name = Texts.shorthand(cursor);
    if (name.isEmpty()) {
      throw cursor.refuse(expected);
    }
    return List.of(new Selector.Name(name));
  }

  private List<Selector> bracketed() {
    List<Selector> selectors = new ArrayList<>();
    cursor.expect('[');
    do {
      cursor.blank();
      selectors.add(selector());
      cursor.blank();
    } while (cursor.take(','));
    if (!cursor.take(']')) {
      throw cursor.refuse("',' or ']'");
    }
    return selectors;
  }

  private Selector selector() {
    int c = cursor.peek();
    if (c == '\'' || c == '"') {
      return new Selector.Name(Texts.literal(cursor));
    }
    if (cursor.take('*')) {
      return new Selector.Wildcard();
    }
    if (cursor.take('?')) {
      cursor.blank();
      return new Selector.Filter(filters.condition());
    }
    if (c == ':' || Digits.begin(cursor)) {
      return indexOrSlice();
    }
    throw cursor.refuse("a selector: a quoted name, '*', an index, a slice or '?'");
  }

  private Selector indexOrSlice() {
    Long start = integerOrNull();
    int end = cursor.position();
    cursor.blank();
    if (!cursor.take(':')) {
      cursor.back(end);
      return new Selector.Index(start);
    }
    cursor.blank();
    Long last = integerOrNull();
    cursor.blank();
    Long step = null;
    if (cursor.take(':')) {
      cursor.blank();
      step = integerOrNull();
    }
    return new Selector.Slice(start, last, step == null ? 1 : step);
  }

  private Long integerOrNull() {
    return Digits.begin(cursor) ? (Long) Digits.integer(cursor) : null;
  }
}
