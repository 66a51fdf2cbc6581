package io.hotswap.store.postgres;

import io.hotswap.contracts.size.Sizes;
import io.hotswap.contracts.time.Durations;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** The plugin's section of the configuration: what is missing has its default. */
final class Section {
  private final JsonObject given;
  private final Map<String, String> defaults;

  Section(JsonObject given, Map<String, String> defaults) {
    this.given = given;
    this.defaults = defaults;
    for (String key : given.fieldNames()) {
      if (!defaults.containsKey(key)) {
        throw new IllegalArgumentException(
            key + ": unknown key (expected: one of " + new TreeMap<>(defaults).keySet() + ")");
      }
    }
  }

  String text(String key) {
    return String.valueOf(given.getValue(key, defaults.get(key)));
  }

  String text(String key, String pattern, String expected) {
    String text = text(key);
    if (!text.matches(pattern)) {
      throw new IllegalArgumentException(key + ": " + text + " (expected: " + expected + ")");
    }
    return text;
  }

  long size(String key, long min, long max) {
    String text = text(key);
    long value =
        Sizes.parse(text)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        key + ": " + text + " (expected: as 64 or 64MiB)"));
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          key + ": " + text + " (expected: " + min + ".." + max + ")");
    }
    return value;
  }

  int count(String key, int min, int max) {
    return (int) size(key, min, max);
  }

  Duration duration(String key, Duration min, Duration max) {
    String text = text(key);
    Duration value =
        Durations.parse(text)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        key + ": " + text + " (expected: as 500ms or 30s)"));
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new IllegalArgumentException(
          key
              + ": "
              + text
              + " (expected: "
              + Durations.format(min.toMillis())
              + ".."
              + Durations.format(max.toMillis())
              + ")");
    }
    return value;
  }
}
