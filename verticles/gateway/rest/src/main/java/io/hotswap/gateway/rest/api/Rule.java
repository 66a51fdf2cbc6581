package io.hotswap.gateway.rest.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.contracts.message.Limits;
import io.hotswap.gateway.rest.json.Expected;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A schema keyword and its value, told as what a client should have sent. */
record Rule(String keyword, JsonNode value) {
  /** The document's pattern of a duration. */
  static final String DURATION =
      "^(\\d{1,15}(ms|s|m|h|d)|P(?=.)(\\d+D)?(T(?=.)(\\d+H)?(\\d+M)?(\\d+(\\.\\d+)?S)?)?)$";

  private static final Map<String, String> PATTERNS =
      Map.of("^" + Limits.NAME.pattern() + "$", Expected.NAME, DURATION, Expected.DURATION);
  private static final Map<String, String> TYPES =
      Map.of(
          "integer", "an integer",
          "number", "a number",
          "string", "a string",
          "boolean", "true or false",
          "object", "an object",
          "array", "an array",
          "null", "null");

  String expectation() {
    String limit = value.asText();
    return switch (keyword) {
      case "type" -> types();
      case "enum" -> Expected.oneOf(texts());
      case "const" -> value.toString();
      case "minimum" -> "at least " + limit;
      case "maximum" -> "at most " + limit;
      case "exclusiveMinimum" -> "more than " + limit;
      case "exclusiveMaximum" -> "less than " + limit;
      case "multipleOf" -> "a multiple of " + limit;
      case "minLength" -> "at least " + limit + " characters";
      case "maxLength" -> "at most " + limit + " characters";
      case "minItems" -> "at least " + limit + " items";
      case "maxItems" -> "at most " + limit + " items";
      case "minProperties" -> "at least " + limit + " fields";
      case "maxProperties" -> "at most " + limit + " fields";
      case "pattern" -> PATTERNS.getOrDefault(limit, "text that matches " + limit);
      default -> "what /openapi.json has here as " + keyword;
    };
  }

  private String types() {
    List<String> names = value.isArray() ? texts() : List.of(value.asText());
    return String.join(" or ", names.stream().map(TYPES::get).toList());
  }

  private List<String> texts() {
    List<String> texts = new ArrayList<>();
    value.forEach(one -> texts.add(one.asText()));
    return texts;
  }
}
