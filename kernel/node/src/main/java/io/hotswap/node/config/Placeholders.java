package io.hotswap.node.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces {@code ${NAME}} and {@code ${NAME:default}} in values.
 *
 * <p>A value that is one placeholder and nothing else becomes a number or a boolean if what stands
 * there then looks like one, just as if it had been written into the file.
 */
final class Placeholders {
  private static final Pattern FORM =
      Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::([^}]*))?}");
  private static final Pattern WHOLE_NUMBER = Pattern.compile("-?(0|[1-9]\\d{0,17})");

  private final UnaryOperator<String> environment;

  /**
   * @param environment gives the value of a variable, or null if it is not set
   */
  Placeholders(UnaryOperator<String> environment) {
    this.environment = environment;
  }

  JsonNode expand(String where, JsonNode node) {
    if (node.isObject()) {
      ObjectNode out = JsonNodeFactory.instance.objectNode();
      node.properties()
          .forEach(
              entry ->
                  out.set(
                      entry.getKey(),
                      expand(Section.below(where, entry.getKey()), entry.getValue())));
      return out;
    }
    if (node.isArray()) {
      ArrayNode out = JsonNodeFactory.instance.arrayNode();
      for (int i = 0; i < node.size(); i++) {
        out.add(expand(where + "[" + i + "]", node.get(i)));
      }
      return out;
    }
    return node.isTextual() && node.textValue().contains("${")
        ? expandText(where, node.textValue())
        : node;
  }

  private JsonNode expandText(String where, String text) {
    Matcher found = FORM.matcher(text);
    boolean alone = found.matches();
    String expanded =
        found
            .reset()
            .replaceAll(hit -> Matcher.quoteReplacement(value(where, hit.group(1), hit.group(2))));
    return alone ? typed(expanded) : TextNode.valueOf(expanded);
  }

  private String value(String where, String name, String fallback) {
    String set = environment.apply(name);
    if (set != null) {
      return set;
    }
    if (fallback == null) {
      throw ConfigException.of(
          where, "${" + name + "}", "the environment to have it, or ${" + name + ":default}");
    }
    return fallback;
  }

  private static JsonNode typed(String text) {
    if (text.equals("true") || text.equals("false")) {
      return BooleanNode.valueOf(text.equals("true"));
    }
    return WHOLE_NUMBER.matcher(text).matches()
        ? LongNode.valueOf(Long.parseLong(text))
        : TextNode.valueOf(text);
  }
}
