package io.hotswap.jsonpath.parse;

import io.hotswap.jsonpath.query.Condition;
import io.hotswap.jsonpath.query.Expression;
import io.hotswap.jsonpath.query.Operand;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The function extensions of RFC 9535, sections 2.4.4 to 2.4.8. */
enum Function {
  COUNT {
    @Override
    Expression call(Arguments arguments) {
      return new Operand.Count(arguments.count(1).nodes(0));
    }
  },
  LENGTH {
    @Override
    Expression call(Arguments arguments) {
      return new Operand.Length(arguments.count(1).value(0));
    }
  },
  MATCH {
    @Override
    Expression call(Arguments arguments) {
      arguments.count(2);
      return Condition.Matches.of(arguments.value(0), arguments.value(1), true);
    }
  },
  SEARCH {
    @Override
    Expression call(Arguments arguments) {
      arguments.count(2);
      return Condition.Matches.of(arguments.value(0), arguments.value(1), false);
    }
  },
  VALUE {
    @Override
    Expression call(Arguments arguments) {
      return new Operand.Only(arguments.count(1).nodes(0));
    }
  };

  /** What a call of these arguments means; refuses others than the declared ones. */
  abstract Expression call(Arguments arguments);

  /** The function of a name, or null. */
  static Function named(String name) {
    for (Function each : values()) {
      if (each.text().equals(name)) {
        return each;
      }
    }
    return null;
  }

  static String names() {
    return Arrays.stream(values()).map(Function::text).collect(Collectors.joining(", "));
  }

  private String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
