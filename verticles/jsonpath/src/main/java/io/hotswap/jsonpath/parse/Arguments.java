package io.hotswap.jsonpath.parse;

import io.hotswap.jsonpath.query.Expression;
import io.hotswap.jsonpath.query.Operand;
import io.hotswap.jsonpath.query.Query;
import java.util.ArrayList;
import java.util.List;

/** The arguments of a call, asked for by the types that its parameters are declared with. */
final class Arguments {
  private final Cursor cursor;
  private final String function;
  private final List<Expression> expressions = new ArrayList<>();
  private final List<Integer> positions = new ArrayList<>();

  Arguments(Cursor cursor, String function) {
    this.cursor = cursor;
    this.function = function;
  }

  void add(int position, Expression expression) {
    positions.add(position);
    expressions.add(expression);
  }

  /** Refuses any other number of arguments. */
  Arguments count(int expected) {
    if (expressions.size() != expected) {
      throw cursor.refuse(
          cursor.position() - 1,
          expected + " argument(s) of " + function + ", not " + expressions.size());
    }
    return this;
  }

  /** An argument of type ValueType. */
  Operand value(int i) {
    Expression expression = expressions.get(i);
    if (expression instanceof Operand operand) {
      return operand;
    }
    if (expression instanceof Query query && query.singular()) {
      return new Operand.Single(query);
    }
    throw cursor.refuse(
        positions.get(i),
        "a value as an argument of "
            + function
            + ": a literal, a query of names and indexes only,"
            + " count, length or value");
  }

  /** An argument of type NodesType. */
  Query nodes(int i) {
    if (expressions.get(i) instanceof Query query) {
      return query;
    }
    throw cursor.refuse(positions.get(i), "a query as an argument of " + function);
  }
}
