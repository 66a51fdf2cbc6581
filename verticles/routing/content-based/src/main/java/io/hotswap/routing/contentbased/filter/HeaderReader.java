package io.hotswap.routing.contentbased.filter;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.contracts.message.Limits;
import io.hotswap.routing.contentbased.filter.HeaderRule.Condition;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads the {@code headers} part of a filter. */
final class HeaderReader {
  private static final Set<String> MEMBERS = Set.of("name", "op", "value");
  private static final int LIST_MAX = 1_000;
  private static final String OPS = "equals, not, in, prefix, exists or range";

  private HeaderReader() {}

  static HeaderRule read(JsonNode headers) {
    if (!headers.isObject()) {
      throw Refusal.of("/headers", headers, "an object with all or any");
    }
    FilterReader.refuseUnknown("/headers", headers, Set.of("all", "any"));
    if (headers.size() != 1) {
      throw Refusal.of("/headers", headers, "either all or any");
    }
    boolean all = headers.has("all");
    String at = all ? "/headers/all" : "/headers/any";
    JsonNode list = headers.elements().next();
    if (!list.isArray() || list.isEmpty() || list.size() > Limits.HEADERS_MAX) {
      throw Refusal.of(at, list, "a list of 1.." + Limits.HEADERS_MAX + " conditions");
    }
    List<Condition> conditions = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      conditions.add(condition(at + "/" + i, list.get(i)));
    }
    return new HeaderRule(all, List.copyOf(conditions));
  }

  private static Condition condition(String at, JsonNode json) {
    if (!json.isObject()) {
      throw Refusal.of(at, json, "an object with name, op and value");
    }
    FilterReader.refuseUnknown(at, json, MEMBERS);
    JsonNode name = json.path("name");
    if (!name.isTextual() || name.textValue().isEmpty()) {
      throw Refusal.of(at + "/name", name, "the name of a header");
    }
    return new Condition(name.textValue(), test(at, json.path("op"), json.path("value")));
  }

  private static HeaderTest test(String at, JsonNode op, JsonNode value) {
    String place = at + "/value";
    return switch (op.isTextual() ? op.textValue() : "") {
      case "equals" -> new HeaderTest.Equal(text(place, value));
      case "not" -> new HeaderTest.Not(text(place, value));
      case "in" -> new HeaderTest.In(texts(place, value));
      case "prefix" -> new HeaderTest.Prefix(text(place, value));
      case "exists" -> new HeaderTest.Exists(flag(place, value));
      case "range" -> RangeReader.read(place, value);
      default -> throw Refusal.of(at + "/op", op, OPS);
    };
  }

  private static String text(String at, JsonNode value) {
    if (!value.isTextual()) {
      throw Refusal.of(at, value, "text, as header values are");
    }
    return value.textValue();
  }

  private static Set<String> texts(String at, JsonNode value) {
    if (!value.isArray() || value.isEmpty() || value.size() > LIST_MAX) {
      throw Refusal.of(at, value, "a list of 1.." + LIST_MAX + " texts");
    }
    Set<String> texts = new LinkedHashSet<>();
    for (int i = 0; i < value.size(); i++) {
      texts.add(text(at + "/" + i, value.get(i)));
    }
    return Set.copyOf(texts);
  }

  private static boolean flag(String at, JsonNode value) {
    if (!value.isMissingNode() && !value.isBoolean()) {
      throw Refusal.of(at, value, "true or false, true if left out");
    }
    return value.asBoolean(true);
  }
}
