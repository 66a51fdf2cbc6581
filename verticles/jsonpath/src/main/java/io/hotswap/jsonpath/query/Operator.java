package io.hotswap.jsonpath.query;

import com.fasterxml.jackson.databind.JsonNode;

/** The comparison operators, by RFC 9535, section 2.3.5.2.2. Nothing is null here. */
public enum Operator {
  /** The same value, or both Nothing. */
  EQUAL("==") {
    @Override
    boolean test(Evaluation evaluation, JsonNode left, JsonNode right) {
      return Values.equal(evaluation, left, right);
    }
  },
  /** Not equal. */
  NOT_EQUAL("!=") {
    @Override
    boolean test(Evaluation evaluation, JsonNode left, JsonNode right) {
      return !Values.equal(evaluation, left, right);
    }
  },
  /** Less or equal; for values without an order: equal. */
  AT_MOST("<=") {
    @Override
    boolean test(Evaluation evaluation, JsonNode left, JsonNode right) {
      return Values.less(evaluation, left, right) || Values.equal(evaluation, left, right);
    }
  },
  /** Greater or equal; for values without an order: equal. */
  AT_LEAST(">=") {
    @Override
    boolean test(Evaluation evaluation, JsonNode left, JsonNode right) {
      return Values.less(evaluation, right, left) || Values.equal(evaluation, left, right);
    }
  },
  /** Less: two numbers, or two strings by their code points. */
  LESS("<") {
    @Override
    boolean test(Evaluation evaluation, JsonNode left, JsonNode right) {
      return Values.less(evaluation, left, right);
    }
  },
  /** Greater: the operator {@code <} with the sides exchanged. */
  GREATER(">") {
    @Override
    boolean test(Evaluation evaluation, JsonNode left, JsonNode right) {
      return Values.less(evaluation, right, left);
    }
  };

  private final String sign;

  Operator(String sign) {
    this.sign = sign;
  }

  /** As written in a query. NB: in the order of the constants none is a prefix of a later one. */
  public String sign() {
    return sign;
  }

  abstract boolean test(Evaluation evaluation, JsonNode left, JsonNode right);
}
