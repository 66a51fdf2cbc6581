package io.hotswap.gateway.rest.http;

import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.message.Limits;
import io.hotswap.gateway.rest.json.Expected;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The query parameters of a request: known ones, each at most once, within bounds. */
public final class Query {
  private final Map<String, List<String>> values;

  Query(Map<String, List<String>> values, Set<String> known) {
    for (Map.Entry<String, List<String>> entry : values.entrySet()) {
      if (!known.contains(entry.getKey())) {
        throw bad(entry.getKey(), "unknown parameter (expected: one of " + known + ")");
      }
      if (entry.getValue().size() != 1) {
        throw bad(entry.getKey(), "given " + entry.getValue().size() + " times (expected: once)");
      }
    }
    this.values = values;
  }

  public Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name)).map(list -> list.get(0));
  }

  /** A name of a topic, group or consumer. */
  public Optional<String> name(String name) {
    Optional<String> value = text(name);
    value
        .filter(text -> !Limits.NAME.matcher(text).matches())
        .ifPresent(
            text -> {
              throw bad(name, text + " (expected: " + Expected.NAME + ")");
            });
    return value;
  }

  public int integer(String name, int otherwise, int min, int max) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      int value = Integer.parseInt(text.get());
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException notANumber) {
      // Told below like a number out of bounds.
    }
    throw bad(name, text.get() + " (expected: an integer, " + min + ".." + max + ")");
  }

  public boolean flag(String name) {
    return oneOf(name, List.of("false", "true"), "false").equals("true");
  }

  public String oneOf(String name, List<String> choices, String otherwise) {
    String value = text(name).orElse(otherwise);
    if (!choices.contains(value)) {
      throw bad(name, value + " (expected: " + Expected.oneOf(choices) + ")");
    }
    return value;
  }

  public static Problem bad(String name, String detail) {
    return Problem.badRequest("query:" + name, detail);
  }
}
