package io.hotswap.routing.contentbased.filter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hotswap.contracts.error.Problem;
import io.hotswap.jsonpath.JsonPath;
import io.hotswap.jsonpath.JsonPathLimitException;
import io.hotswap.jsonpath.JsonPathSyntaxException;
import java.util.Iterator;
import java.util.Set;

/** Reads the JSON form of a filter strictly: what it does not know it refuses. */
final class FilterReader {
  /** Chars of a filter. */
  static final int LENGTH_MAX = 64 << 10;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();
  private static final Set<String> MEMBERS = Set.of("headers", "jsonPath");

  private FilterReader() {}

  /**
   * The compiled filter.
   *
   * @throws Problem with the place of what is wrong
   */
  static Filter read(String text) {
    JsonNode json = tree(text);
    if (!json.isObject()) {
      throw Refusal.of("", json, "an object with headers, jsonPath or both");
    }
    refuseUnknown("", json, MEMBERS);
    JsonNode headers = json.path("headers");
    JsonNode path = json.path("jsonPath");
    if (headers.isMissingNode() && path.isMissingNode()) {
      throw Refusal.of("", json, "an object with headers, jsonPath or both");
    }
    return new Filter(
        headers.isMissingNode() ? null : HeaderReader.read(headers),
        path.isMissingNode() ? null : path(path));
  }

  static void refuseUnknown(String at, JsonNode object, Set<String> known) {
    for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        throw Refusal.of(at + Refusal.step(name), "unknown", "only " + String.join(", ", known));
      }
    }
  }

  private static JsonNode tree(String text) {
    if (text.length() > LENGTH_MAX) {
      throw Refusal.of("", text.length() + " chars", "at most " + LENGTH_MAX);
    }
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException wrong) {
      throw Refusal.of("", wrong.getOriginalMessage(), "one JSON object");
    } catch (NumberFormatException tooGreat) {
      throw Refusal.of("", tooGreat.getMessage(), "numbers with exponents of 9 digits at most");
    }
  }

  private static JsonPath path(JsonNode path) {
    if (!path.isTextual()) {
      throw Refusal.of("/jsonPath", path, "text, a JSONPath of RFC 9535");
    }
    try {
      return JsonPath.compile(path.textValue());
    } catch (JsonPathSyntaxException wrong) {
      throw Problem.badRequest(
          "/jsonPath", "at position " + wrong.position() + ": " + wrong.reason());
    } catch (JsonPathLimitException tooLarge) {
      throw Problem.badRequest("/jsonPath", tooLarge.getMessage());
    }
  }
}
