package io.hotswap.jsonpath.parse;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.hotswap.jsonpath.query.Condition;
import io.hotswap.jsonpath.query.Expression;
import io.hotswap.jsonpath.query.Operand;
import io.hotswap.jsonpath.query.Operator;
import io.hotswap.jsonpath.query.Query;
import java.util.ArrayList;
import java.util.List;

/** Reads filters and function calls, and checks their types: RFC 9535, sections 2.3.5 and 2.4. */
final class FilterParser {
  private final Cursor cursor;
  private final QueryParser queries;

  FilterParser(Cursor cursor, QueryParser queries) {
    this.cursor = cursor;
    this.queries = queries;
  }

  /** A logical expression. */
  Condition condition() {
    cursor.enter();
    List<Condition> any = new ArrayList<>();
    any.add(conjunction());
    while (joined("||")) {
      any.add(conjunction());
    }
    cursor.leave();
    return any.size() == 1 ? any.get(0) : new Condition.Or(List.copyOf(any));
  }

  private Condition conjunction() {
    List<Condition> all = new ArrayList<>();
    all.add(basic());
    while (joined("&&")) {
      all.add(basic());
    }
    return all.size() == 1 ? all.get(0) : new Condition.And(List.copyOf(all));
  }

  /** Whether a sign follows, with the blanks around it. */
  private boolean joined(String sign) {
    int end = cursor.position();
    cursor.blank();
    if (!cursor.take(sign)) {
      cursor.back(end);
      return false;
    }
    cursor.blank();
    return true;
  }

  private Condition basic() {
    boolean negated = cursor.take('!');
    if (negated) {
      cursor.blank();
    }
    Condition condition;
    if (cursor.take('(')) {
      cursor.blank();
      condition = condition();
      cursor.blank();
      cursor.expect(')');
    } else {
      condition = negated ? test(expression()) : testOrComparison();
    }
    return negated ? new Condition.Not(condition) : condition;
  }

  private Condition testOrComparison() {
    int start = cursor.position();
    Expression left = expression();
    int end = cursor.position();
    cursor.blank();
    Operator operator = operator();
    if (operator == null) {
      cursor.back(end);
      return test(left);
    }
    Operand first = comparable(left, start);
    cursor.blank();
    int second = cursor.position();
    return new Condition.Comparison(first, operator, comparable(expression(), second));
  }

  /** An expression as a test: a query asks whether it selects anything. */
  private Condition test(Expression expression) {
    if (expression instanceof Query query) {
      return new Condition.Exists(query);
    }
    if (expression instanceof Condition condition) {
      return condition;
    }
    cursor.blank();
    throw cursor.refuse("a comparison: a literal, count, length or value is no test of its own");
  }

  private Operand comparable(Expression expression, int start) {
    if (expression instanceof Operand operand) {
      return operand;
    }
    if (expression instanceof Query query) {
      if (query.singular()) {
        return new Operand.Single(query);
      }
      throw cursor.refuse(start, "a query of names and indexes only, as it is compared");
    }
    throw cursor.refuse(start, "a value: the result of match or search cannot be compared");
  }

  private Operator operator() {
    for (Operator operator : Operator.values()) {
      if (cursor.take(operator.sign())) {
        return operator;
      }
    }
    if (cursor.peek() == '=') {
      throw cursor.refuse("'=='");
    }
    return null;
  }

  /** A literal, a query or a function call. */
  private Expression expression() {
    int c = cursor.peek();
    if (cursor.take('@')) {
      return queries.query(false);
    }
    if (cursor.take('$')) {
      return queries.query(true);
    }
    if (c == '\'' || c == '"') {
      return new Operand.Literal(TextNode.valueOf(Texts.literal(cursor)));
    }
    if (Digits.begin(cursor)) {
      return new Operand.Literal(Digits.number(cursor));
    }
    if (c >= 'a' && c <= 'z') {
      return wordOrCall();
    }
    throw cursor.refuse("'@', '$', a literal or a function");
  }

  private Expression wordOrCall() {
    int start = cursor.position();
    while (wordPart(cursor.peek())) {
      cursor.next();
    }
    String word = cursor.since(start);
    if (cursor.take('(')) {
      return call(word, start);
    }
    return switch (word) {
      case "true" -> new Operand.Literal(BooleanNode.TRUE);
      case "false" -> new Operand.Literal(BooleanNode.FALSE);
      case "null" -> new Operand.Literal(NullNode.getInstance());
      default -> throw cursor.refuse(start, "true, false, null, or a function and '('");
    };
  }

  private static boolean wordPart(int c) {
    return (c >= 'a' && c <= 'z') || c == '_' || Cursor.digit(c);
  }

  private Expression call(String name, int start) {
    Function function = Function.named(name);
    if (function == null) {
      throw cursor.refuse(start, "a function: " + Function.names());
    }
    cursor.enter();
    Arguments arguments = new Arguments(cursor, name);
    cursor.blank();
    if (cursor.peek() != ')') {
      do {
        cursor.blank();
        arguments.add(cursor.position(), argument(name));
        cursor.blank();
      } while (cursor.take(','));
    }
    if (!cursor.take(')')) {
      throw refuseArgument(name);
    }
    cursor.leave();
    return function.call(arguments);
  }

  private Expression argument(String name) {
    if (cursor.peek() == '!' || cursor.peek() == '(') {
      throw refuseArgument(name);
    }
    return expression();
  }

  /**
   * No function here takes a logical expression, so none is read: what would go on one is wrong.
   */
  private RuntimeException refuseArgument(String name) {
    return cursor.refuse(
        "',' or ')': an argument of " + name + " is a literal, a query or a function call");
  }
}
