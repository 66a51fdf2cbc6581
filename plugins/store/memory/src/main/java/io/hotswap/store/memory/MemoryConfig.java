package io.hotswap.store.memory;

import io.hotswap.contracts.size.Sizes;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.TreeSet;

/**
 * Bounds of the log in memory.
 *
 * @param shards 1..4096
 * @param memoryMax bytes of records and snapshots together
 * @param lowWater bytes kept back for essential appends
 * @param followBatchMax records handed to a follower at once
 */
public record MemoryConfig(int shards, long memoryMax, long lowWater, int followBatchMax) {
  private static final Set<String> KEYS =
      new TreeSet<>(Set.of("shards", "memory-max", "low-water", "follow-batch-max"));

  public MemoryConfig {
    check("shards", shards, 1, 4096);
    check("memory-max", memoryMax, 1 << 20, 1L << 40);
    check("low-water", lowWater, 0, memoryMax - 1);
    check("follow-batch-max", followBatchMax, 1, 100_000);
  }

  /** Reads a configuration section; what is missing has its default. */
  public static MemoryConfig from(JsonObject section) {
    for (String key : section.fieldNames()) {
      if (!KEYS.contains(key)) {
        throw new IllegalArgumentException(key + ": unknown key (expected: one of " + KEYS + ")");
      }
    }
    return new MemoryConfig(
        (int) size(section, "shards", "64"),
        size(section, "memory-max", "256MiB"),
        size(section, "low-water", "16MiB"),
        (int) size(section, "follow-batch-max", "1000"));
  }

  private static long size(JsonObject section, String key, String fallback) {
    String text = String.valueOf(section.getValue(key, fallback));
    return Sizes.parse(text)
        .orElseThrow(
            () -> new IllegalArgumentException(key + ": " + text + " (expected: as 64 or 64MiB)"));
  }

  private static void check(String key, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          key + ": " + value + " (expected: " + min + ".." + max + ")");
    }
  }
}
