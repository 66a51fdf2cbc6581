package io.hotswap.jsonpath.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;

/** An expression of type ValueType: a JSON value, or Nothing, which is null here. */
public sealed interface Operand extends Expression {
  /** The value for a current node; null is Nothing, JSON's null is a {@code NullNode}. */
  JsonNode value(Evaluation evaluation, JsonNode current);

  /**
   * A value written in the query.
   *
   * @param value a number, string, true, false or null
   */
  record Literal(JsonNode value) implements Operand {
    @Override
    public JsonNode value(Evaluation evaluation, JsonNode current) {
      return value;
    }
  }

  /**
   * The value of a singular query's node.
   *
   * @param query a singular one
   */
  record Single(Query query) implements Operand {
    @Override
    public JsonNode value(Evaluation evaluation, JsonNode current) {
      return query.single(evaluation, current);
    }
  }

  /**
   * The function {@code length}: characters of a string, elements of an array, members of an
   * object.
   *
   * @param of of what
   */
  record Length(Operand of) implements Operand {
    @Override
    public JsonNode value(Evaluation evaluation, JsonNode current) {
      JsonNode value = of.value(evaluation, current);
      if (value == null) {
        return null;
      }
      if (value.isTextual()) {
        String text = value.textValue();
        evaluation.spend(text.length());
        return IntNode.valueOf(text.codePointCount(0, text.length()));
      }
      return value.isContainerNode() ? IntNode.valueOf(value.size()) : null;
    }
  }

  /**
   * The function {@code count}: how many nodes a query selects.
   *
   * @param nodes the query
   */
  record Count(Query nodes) implements Operand {
    @Override
    public JsonNode value(Evaluation evaluation, JsonNode current) {
      int[] count = {0};
      nodes.each(evaluation, current, null, (value, at) -> ++count[0] > 0);
      return IntNode.valueOf(count[0]);
    }
  }

  /**
   * The function {@code value}: the node that a query selects, if it is the only one.
   *
   * @param nodes the query
   */
  record Only(Query nodes) implements Operand {
    @Override
    public JsonNode value(Evaluation evaluation, JsonNode current) {
      JsonNode[] found = {null};
      boolean one =
          nodes.each(
              evaluation,
              current,
              null,
              (value, at) -> {
                boolean first = found[0] == null;
                found[0] = value;
                return first;
              });
      return one ? found[0] : null;
    }
  }
}
