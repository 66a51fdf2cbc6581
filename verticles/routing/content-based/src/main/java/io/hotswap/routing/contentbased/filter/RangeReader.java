package io.hotswap.routing.contentbased.filter;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** Reads the value of a {@code range}: one end or two, both numbers or both texts. */
final class RangeReader {
  private static final String EXPECTED = "an object with gt or gte, lt or lte, or one of each side";

  private RangeReader() {}

  static HeaderTest read(String at, JsonNode value) {
    if (!value.isObject() || value.isEmpty()) {
      throw Refusal.of(at, value, EXPECTED);
    }
    FilterReader.refuseUnknown(at, value, Set.of("gt", "gte", "lt", "lte"));
    if ((value.has("gt") && value.has("gte")) || (value.has("lt") && value.has("lte"))) {
      throw Refusal.of(at, value, EXPECTED);
    }
    boolean numbers = value.elements().next().isNumber();
    return new HeaderTest.Range(
        numbers, bound(at, value, "gt", "gte", numbers), bound(at, value, "lt", "lte", numbers));
  }

  private static Bound bound(
      String at, JsonNode value, String open, String closed, boolean numbers) {
    boolean inclusive = value.has(closed);
    String name = inclusive ? closed : open;
    JsonNode end = value.path(name);
    if (end.isMissingNode()) {
      return null;
    }
    if (!end.isNumber() && !end.isTextual()) {
      throw Refusal.of(at + "/" + name, end, "a number or text");
    }
    if (end.isNumber() != numbers) {
      throw Refusal.of(at, value, "numbers at both ends, or texts");
    }
    Comparable<?> key = numbers ? end.decimalValue() : new Bound.TextKey(end.textValue());
    return new Bound(key, inclusive);
  }
}
