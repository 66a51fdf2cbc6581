package io.hotswap.jsonpath.query;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.jsonpath.regexp.Regexp;
import java.util.List;

/** An expression of type LogicalType. */
public sealed interface Condition extends Expression {
  /** Whether it holds for a current node. */
  boolean holds(Evaluation evaluation, JsonNode current);

  /**
   * {@code a || b}.
   *
   * @param any tried in order until one holds
   */
  record Or(List<Condition> any) implements Condition {
    @Override
    public boolean holds(Evaluation evaluation, JsonNode current) {
      for (int i = 0; i < any.size(); i++) {
        if (any.get(i).holds(evaluation, current)) {
          return true;
        }
      }
      return false;
    }
  }

  /**
   * {@code a && b}.
   *
   * @param all tried in order until one does not hold
   */
  record And(List<Condition> all) implements Condition {
    @Override
    public boolean holds(Evaluation evaluation, JsonNode current) {
      for (int i = 0; i < all.size(); i++) {
        if (!all.get(i).holds(evaluation, current)) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * {@code !a}.
   *
   * @param negated what must not hold
   */
  record Not(Condition negated) implements Condition {
    @Override
    public boolean holds(Evaluation evaluation, JsonNode current) {
      return !negated.holds(evaluation, current);
    }
  }

  /**
   * A query as a test: it selects something.
   *
   * @param query the query
   */
  record Exists(Query query) implements Condition {
    @Override
    public boolean holds(Evaluation evaluation, JsonNode current) {
      return query.finds(evaluation, current);
    }
  }

  /**
   * {@code left operator right}.
   *
   * @param left what is compared
   * @param operator how
   * @param right with what
   */
  record Comparison(Operand left, Operator operator, Operand right) implements Condition {
    @Override
    public boolean holds(Evaluation evaluation, JsonNode current) {
      evaluation.spend(1);
      JsonNode first = left.value(evaluation, current);
      return operator.test(evaluation, first, right.value(evaluation, current));
    }
  }

  /**
   * The functions {@code match} and {@code search}.
   *
   * @param text what is matched; anything but a string does not match
   * @param pattern the I-Regexp, for a pattern that is known only at evaluation
   * @param regexp the same, compiled, if the pattern is a literal; else null
   * @param whole whether all of the text must match, or some part of it
   */
  record Matches(Operand text, Operand pattern, Regexp regexp, boolean whole) implements Condition {
    /** Compiles a literal pattern now. By the RFC one that is no I-Regexp never matches. */
    public static Matches of(Operand text, Operand pattern, boolean whole) {
      Regexp known = null;
      if (pattern instanceof Operand.Literal literal && literal.value().isTextual()) {
        known = Regexp.compile(literal.value().textValue()).orElse(Regexp.NEVER);
      }
      return new Matches(text, pattern, known, whole);
    }

    @Override
    public boolean holds(Evaluation evaluation, JsonNode current) {
      JsonNode subject = text.value(evaluation, current);
      if (subject == null || !subject.isTextual()) {
        return false;
      }
      Regexp expression = regexp != null ? regexp : regexp(evaluation, current);
      if (expression == null) {
        return false;
      }
      return whole
          ? expression.matches(subject.textValue(), evaluation)
          : expression.finds(subject.textValue(), evaluation);
    }

    private Regexp regexp(Evaluation evaluation, JsonNode current) {
      JsonNode source = pattern.value(evaluation, current);
      return source == null || !source.isTextual() ? null : evaluation.regexp(source.textValue());
    }
  }
}
