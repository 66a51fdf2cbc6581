package io.hotswap.push;

import io.hotswap.contracts.size.Sizes;
import io.hotswap.contracts.time.Durations;
import io.hotswap.push.pump.Limits;
import io.hotswap.push.send.WebLimits;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The section {@code push}; see the README for what each key means.
 *
 * @param allow address ranges that endpoints may have though they are not public
 * @param allowLoopback empty for what the node's profile says
 * @param trustFile certificates of receivers in PEM form, instead of those that Java trusts
 */
public record PushConfig(
    List<String> allow,
    Optional<Boolean> allowLoopback,
    Optional<String> trustFile,
    Limits pulling,
    WebLimits web) {
  private static final Set<String> KEYS =
      new TreeSet<>(
          Set.of(
              "allow",
              "allow-loopback",
              "trust-file",
              "requests-max",
              "requests-per-subscription-max",
              "held-bytes-max",
              "pull-bytes-max",
              "subscriptions-max",
              "list-interval",
              "pull-retry",
              "drain-timeout",
              "log-entries-max",
              "log-total-max",
              "connections-per-endpoint-max",
              "connections-max",
              "keep-alive",
              "connect-timeout",
              "retry-after-max",
              "response-bytes-max",
              "header-bytes-max"));

  /**
   * Reads the section.
   *
   * @throws IllegalArgumentException naming the key, the value and what was expected
   */
  public static PushConfig of(JsonObject json) {
    for (String key : json.fieldNames()) {
      if (!KEYS.contains(key)) {
        throw new IllegalArgumentException("push." + key + " (expected: one of " + KEYS + ")");
      }
    }
    return new PushConfig(
        allow(json), flag(json, "allow-loopback"), text(json), pulling(json), web(json));
  }

  private static Limits pulling(JsonObject json) {
    return new Limits(
        number(json, "requests-max", 1024, 1, 100_000),
        number(json, "requests-per-subscription-max", 16, 1, 1000),
        size(json, "held-bytes-max", "64MiB", 1 << 20, Integer.MAX_VALUE),
        (int) size(json, "pull-bytes-max", "4MiB", 1 << 10, 64 << 20),
        number(json, "subscriptions-max", 10_000, 1, 1_000_000),
        millis(json, "list-interval", "30s", 1_000, 600_000),
        millis(json, "pull-retry", "1s", 100, 60_000),
        millis(json, "drain-timeout", "20s", 0, 60_000),
        number(json, "log-entries-max", 1000, 1, 1000),
        number(json, "log-total-max", 200_000, 1, 10_000_000));
  }

  private static WebLimits web(JsonObject json) {
    return new WebLimits(
        number(json, "connections-per-endpoint-max", 32, 1, 10_000),
        number(json, "connections-max", 1024, 1, 100_000),
        millis(json, "keep-alive", "4s", 1_000, 600_000),
        millis(json, "connect-timeout", "5s", 100, 60_000),
        millis(json, "retry-after-max", "1h", 1_000, 86_400_000),
        (int) size(json, "response-bytes-max", "8KiB", 0, 1 << 20),
        (int) size(json, "header-bytes-max", "6KiB", 0, 1 << 20));
  }

  private static List<String> allow(JsonObject json) {
    Object value = json.getValue("allow", new JsonArray());
    if (!(value instanceof JsonArray ranges)
        || !ranges.stream().allMatch(String.class::isInstance)) {
      throw bad("allow", value, "a list of address ranges, as 10.0.0.0/8");
    }
    return ranges.stream().map(String.class::cast).toList();
  }

  private static Optional<Boolean> flag(JsonObject json, String key) {
    Object value = json.getValue(key);
    if (value != null && !(value instanceof Boolean)) {
      throw bad(key, value, "true or false");
    }
    return Optional.ofNullable((Boolean) value);
  }

  private static Optional<String> text(JsonObject json) {
    Object value = json.getValue("trust-file");
    if (value != null && !(value instanceof String)) {
      throw bad("trust-file", value, "a file name");
    }
    return Optional.ofNullable((String) value);
  }

  private static int number(JsonObject json, String key, int otherwise, int min, int max) {
    Object value = json.getValue(key, otherwise);
    if (!(value instanceof Integer number) || number < min || number > max) {
      throw bad(key, value, min + ".." + max);
    }
    return number;
  }

  private static long size(JsonObject json, String key, String otherwise, long min, long max) {
    Object value = json.getValue(key, otherwise);
    long bytes = Sizes.parse(String.valueOf(value)).orElse(-1);
    if (bytes < min || bytes > max) {
      throw bad(key, value, Sizes.format(min) + " .. " + Sizes.format(max));
    }
    return bytes;
  }

  private static long millis(JsonObject json, String key, String otherwise, long min, long max) {
    Object value = json.getValue(key, otherwise);
    long millis = Durations.parse(String.valueOf(value)).map(Duration::toMillis).orElse(-1L);
    if (millis < min || millis > max) {
      throw bad(key, value, Durations.format(min) + " .. " + Durations.format(max));
    }
    return millis;
  }

  private static IllegalArgumentException bad(String key, Object value, String expected) {
    return new IllegalArgumentException(
        "push." + key + ": " + value + " (expected: " + expected + ")");
  }
}
