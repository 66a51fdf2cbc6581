package io.hotswap.routing.contentbased;

import io.hotswap.contracts.size.Sizes;
import io.vertx.core.json.JsonObject;
import java.util.OptionalLong;

/**
 * The section {@code routing.content-based}.
 *
 * @param filtersMax compiled filters kept at hand
 * @param visitsMax nodes that one filter may look at in one message
 * @param payloadBytesMax larger payloads are not looked into
 */
public record ContentBasedRoutingConfig(int filtersMax, int visitsMax, int payloadBytesMax) {
  private static final int PAYLOAD_DEFAULT = 1 << 20;

  public ContentBasedRoutingConfig {
    bounded("filters-max", filtersMax, 1, 1_000_000);
    bounded("visits-max", visitsMax, 100, 10_000_000);
    bounded("payload-bytes-max", payloadBytesMax, 1, 16 << 20);
  }

  /**
   * Reads the section; the kernel has refused unknown keys.
   *
   * @throws IllegalArgumentException naming the key, the value and what was expected
   */
  public static ContentBasedRoutingConfig of(JsonObject json) {
    return new ContentBasedRoutingConfig(
        number(json, "filters-max", 10_000),
        number(json, "visits-max", 100_000),
        size(json, "payload-bytes-max", PAYLOAD_DEFAULT));
  }

  private static int number(JsonObject json, String key, int fallback) {
    if (json.getValue(key, fallback) instanceof Integer number) {
      return number;
    }
    throw wrong(key, json.getValue(key), "a whole number");
  }

  private static int size(JsonObject json, String key, int fallback) {
    OptionalLong bytes = Sizes.parse(String.valueOf(json.getValue(key, fallback)));
    if (bytes.isEmpty() || bytes.getAsLong() > Integer.MAX_VALUE) {
      throw wrong(key, json.getValue(key), "a size as 1MiB");
    }
    return (int) bytes.getAsLong();
  }

  private static void bounded(String key, int value, int min, int max) {
    if (value < min || value > max) {
      throw wrong(key, value, min + ".." + max);
    }
  }

  private static IllegalArgumentException wrong(String key, Object value, String expected) {
    return new IllegalArgumentException(key + ": " + value + " (expected: " + expected + ")");
  }
}
