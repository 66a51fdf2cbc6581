package io.hotswap.store.redis;

import io.hotswap.contracts.size.Sizes;
import io.hotswap.contracts.time.Durations;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads one section of the configuration; each error names key, value and expectation. */
final class Section {
  private static final Map<String, String> DEFAULTS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("address", "redis://127.0.0.1:6379"),
              Map.entry("user", ""),
              Map.entry("password", ""),
              Map.entry("prefix", "hotswap"),
              Map.entry("shards", "64"),
              Map.entry("wait-aof", "false"),
              Map.entry("server-fsync", ""),
              Map.entry("accept-regression", ""),
              Map.entry("connect-timeout", "2s"),
              Map.entry("command-timeout", "10s"),
              Map.entry("start-wait", "10s"),
              Map.entry("outage-max", "30s"),
              Map.entry("backoff-min", "20ms"),
              Map.entry("backoff-max", "1s"),
              Map.entry("poll-min", "5ms"),
              Map.entry("poll-max", "1s"),
              Map.entry("usage-interval", "1s"),
              Map.entry("queue-max", "64MiB"),
              Map.entry("group-max", "8MiB"),
              Map.entry("append-max", "32MiB"),
              Map.entry("read-queue-max", "10000"),
              Map.entry("read-bytes-max", "4MiB"),
              Map.entry("tail-cache", "16MiB"),
              Map.entry("low-water", "64MiB"),
              Map.entry("memory-max", "0"),
              Map.entry("snapshot-max", "1GiB")));

  private final JsonObject section;

  Section(JsonObject section) {
    this.section = section;
  }

  /** Refuses keys that nobody knows. */
  void unknown() {
    for (String key : section.fieldNames()) {
      if (!DEFAULTS.containsKey(key)) {
        throw new IllegalArgumentException(
            key + ": unknown key (expected: one of " + DEFAULTS.keySet() + ")");
      }
    }
  }

  String matching(String key, String form, String expected) {
    String text = text(key);
    if (!text.matches(form)) {
      throw bad(key, text, expected);
    }
    return text;
  }

  String optional(String key) {
    String text = text(key);
    return text.isEmpty() ? null : text;
  }

  String optional(String key, String form, String expected) {
    return text(key).isEmpty() ? null : matching(key, form, expected);
  }

  boolean flag(String key) {
    return matching(key, "true|false", "true or false").equals("true");
  }

  Set<String> list(String key, String form, String expected) {
    Object value = section.getValue(key);
    List<?> items =
        value instanceof JsonArray array
            ? array.getList()
            : text(key).isEmpty() ? List.of() : List.of(text(key).split("\\s*,\\s*"));
    Set<String> found = new TreeSet<>();
    for (Object item : items) {
      if (!String.valueOf(item).matches(form)) {
        throw bad(key, String.valueOf(item), expected);
      }
      found.add(String.valueOf(item));
    }
    return found;
  }

  long size(String key, long min, long max) {
    String text = text(key);
    long size = Sizes.parse(text).orElseThrow(() -> bad(key, text, "as 64 or 64MiB"));
    if (size < min || size > max) {
      throw bad(key, text, min + ".." + max);
    }
    return size;
  }

  Duration duration(String key, String min, String max) {
    String text = text(key);
    Duration found = Durations.parse(text).orElseThrow(() -> bad(key, text, "as 500ms or 30s"));
    if (found.compareTo(Durations.parse(min).orElseThrow()) < 0
        || found.compareTo(Durations.parse(max).orElseThrow()) > 0) {
      throw bad(key, text, min + ".." + max);
    }
    return found;
  }

  private String text(String key) {
    return String.valueOf(section.getValue(key, DEFAULTS.get(key)));
  }

  private static IllegalArgumentException bad(String key, String value, String expected) {
    return new IllegalArgumentException(key + ": " + value + " (expected: " + expected + ")");
  }
}
