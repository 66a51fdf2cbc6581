package io.hotswap.jsonpath;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;

/** Queries over JSON written with single quotes, where that reads better. */
final class Queries {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private Queries() {}

  static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  static List<String> paths(String query, JsonNode document) {
    return JsonPath.compile(query).select(document).stream().map(Node::normalizedPath).toList();
  }

  static List<String> values(String query, JsonNode document) {
    return JsonPath.compile(query).select(document).stream()
        .map(node -> node.value().toString().replace('"', '\''))
        .toList();
  }

  /** Whether a filter holds, asked of the one element of an array. */
  static boolean holds(String condition, String element) {
    return JsonPath.compile("$[?" + condition + "]").matches(json("[" + element + "]"));
  }
}
