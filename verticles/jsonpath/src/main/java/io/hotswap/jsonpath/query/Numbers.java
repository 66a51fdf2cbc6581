package io.hotswap.jsonpath.query;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Equality and order of JSON numbers, exact: 64-bit integers, integers and decimals of any size. A
 * {@code double} counts as the shortest decimal that reads back as it, so 0.1 equals 0.1.
 */
final class Numbers {
  private Numbers() {}

  static boolean equal(JsonNode left, JsonNode right) {
    return (finite(left) && finite(right))
        ? compare(left, right) == 0
        : left.doubleValue() == right.doubleValue() && finite(left) == finite(right);
  }

  static boolean less(JsonNode left, JsonNode right) {
    if (finite(left) && finite(right)) {
      return compare(left, right) < 0;
    }
    // A double beyond its range is an infinity: above or below every number that is exact.
    return rank(left) < rank(right);
  }

  private static int compare(JsonNode left, JsonNode right) {
    if (isLong(left) && isLong(right)) {
      return Long.compare(left.longValue(), right.longValue());
    }
    if (left.isDouble() && right.isDouble()) {
      double first = left.doubleValue();
      double second = right.doubleValue();
      return first == second ? 0 : Double.compare(first, second);
    }
    // NB: decimals of very different scales are told apart by magnitude, without being expanded.
    return left.decimalValue().compareTo(right.decimalValue());
  }

  private static boolean isLong(JsonNode number) {
    return number.isIntegralNumber() && number.canConvertToLong();
  }

  private static boolean finite(JsonNode number) {
    return !(number.isDouble() || number.isFloat()) || Double.isFinite(number.doubleValue());
  }

  private static double rank(JsonNode number) {
    return finite(number) ? 0 : number.doubleValue();
  }
}
