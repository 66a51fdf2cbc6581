package io.hotswap.jsonpath.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Map;

/** Equality and order of JSON values. */
final class Values {
  private Values() {}

  static boolean equal(Evaluation evaluation, JsonNode left, JsonNode right) {
    if (left == null || right == null) {
      return left == null && right == null;
    }
    if (left.getNodeType() != right.getNodeType()) {
      return false;
    }
    return switch (left.getNodeType()) {
      case NUMBER -> Numbers.equal(left, right);
      case STRING -> sameText(evaluation, left.textValue(), right.textValue());
      case ARRAY -> equalArrays(evaluation, left, right);
      case OBJECT -> equalObjects(evaluation, left, right);
      default -> left.equals(right);
    };
  }

  static boolean less(Evaluation evaluation, JsonNode small, JsonNode great) {
    if (small == null || great == null) {
      return false;
    }
    if (small.isNumber() && great.isNumber()) {
      return Numbers.less(small, great);
    }
    return small.isTextual()
        && great.isTextual()
        && before(evaluation, small.textValue(), great.textValue());
  }

  private static boolean sameText(Evaluation evaluation, String left, String right) {
    if (left.length() != right.length()) {
      return false;
    }
    evaluation.spend(left.length());
    return left.equals(right);
  }

  private static boolean equalArrays(Evaluation evaluation, JsonNode left, JsonNode right) {
    if (left.size() != right.size()) {
      return false;
    }
    evaluation.enter();
    boolean same = true;
    for (int i = 0; same && i < left.size(); i++) {
      evaluation.visit();
      same = equal(evaluation, left.get(i), right.get(i));
    }
    evaluation.leave();
    return same;
  }

  private static boolean equalObjects(Evaluation evaluation, JsonNode left, JsonNode right) {
    if (left.size() != right.size()) {
      return false;
    }
    evaluation.enter();
    Iterator<Map.Entry<String, JsonNode>> members = left.properties().iterator();
    boolean same = true;
    while (same && members.hasNext()) {
      evaluation.visit();
      Map.Entry<String, JsonNode> member = members.next();
      same = equal(evaluation, member.getValue(), right.get(member.getKey()));
    }
    evaluation.leave();
    return same;
  }

  /** Order by code points, which is not that of {@code String.compareTo} above U+FFFF. */
  private static boolean before(Evaluation evaluation, String left, String right) {
    int common = Math.min(left.length(), right.length());
    int i = 0;
    while (i < common && left.charAt(i) == right.charAt(i)) {
      i++;
    }
    evaluation.spend(i);
    return i == common
        ? left.length() < right.length()
        : rank(left.charAt(i)) < rank(right.charAt(i));
  }

  /** Half of a pair stands for a code point above all that fit one unit. */
  private static int rank(char unit) {
    return Character.isSurrogate(unit) ? unit + 0x10000 : unit;
  }
}
