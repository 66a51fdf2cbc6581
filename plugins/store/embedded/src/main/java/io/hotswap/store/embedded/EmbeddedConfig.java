package io.hotswap.store.embedded;

import io.hotswap.contracts.size.Sizes;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;

/**
 * Bounds of the log on disk.
 *
 * @param shards used when the store is created, afterwards what was stored counts
 * @param segmentSize bytes of one segment file, for segments made from now on
 * @param queueMax bytes that may wait for the writer
 * @param groupMax bytes after which a group is closed though more is waiting
 * @param tailCache bytes of the newest records kept in memory
 * @param diskMax bytes that all files together may use
 * @param lowWater free bytes below which only essential appends are taken
 * @param snapshotMax bytes of one snapshot
 * @param readThreads threads that read from disk
 * @param readQueueMax reads that may wait for them
 * @param relocateBelowPercent a sealed segment with less than this share alive is emptied
 * @param compress whether records are packed where that makes them smaller
 * @param deflateRateMax bytes a second up to which batches are packed with Deflate, above with LZ4
 */
public record EmbeddedConfig(
    int shards,
    long segmentSize,
    long queueMax,
    long groupMax,
    long tailCache,
    long diskMax,
    long lowWater,
    long snapshotMax,
    int readThreads,
    int readQueueMax,
    int relocateBelowPercent,
    boolean compress,
    long deflateRateMax) {
  private static final Map<String, String> DEFAULTS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("shards", "64"),
              Map.entry("segment-size", "64MiB"),
              Map.entry("queue-max", "64MiB"),
              Map.entry("group-max", "8MiB"),
              Map.entry("tail-cache", "1MiB"),
              Map.entry("disk-max", "8TiB"),
              Map.entry("low-water", "256MiB"),
              Map.entry("snapshot-max", "1GiB"),
              Map.entry("read-threads", "2"),
              Map.entry("read-queue-max", "10000"),
              Map.entry("relocate-below-percent", "25"),
              Map.entry("compress", "true"),
              Map.entry("deflate-rate-max", "32MiB")));

  public EmbeddedConfig {
    check("shards", shards, 1, 4096);
    check("segment-size", segmentSize, 4 << 10, 1 << 30);
    if (segmentSize % Layout.ALIGN != 0) {
      throw new IllegalArgumentException(
          "segment-size: " + segmentSize + " (expected: a multiple of 8)");
    }
    check("queue-max", queueMax, 1 << 10, 1L << 32);
    check("group-max", groupMax, 1 << 10, 1 << 30);
    check("tail-cache", tailCache, 0, 1L << 36);
    check("disk-max", diskMax, 4 * segmentSize, 1L << 60);
    check("low-water", lowWater, 0, diskMax - 1);
    check("snapshot-max", snapshotMax, 1 << 10, 1L << 40);
    check("read-threads", readThreads, 1, 64);
    check("read-queue-max", readQueueMax, 1, 1_000_000);
    check("relocate-below-percent", relocateBelowPercent, 0, 90);
    check("deflate-rate-max", deflateRateMax, 0, 1L << 40);
  }

  /** Reads a configuration section; what is missing has its default. */
  public static EmbeddedConfig from(JsonObject section) {
    for (String key : section.fieldNames()) {
      if (!DEFAULTS.containsKey(key)) {
        throw new IllegalArgumentException(
            key + ": unknown key (expected: one of " + DEFAULTS.keySet() + ")");
      }
    }
    return new EmbeddedConfig(
        count(section, "shards"),
        size(section, "segment-size"),
        size(section, "queue-max"),
        size(section, "group-max"),
        size(section, "tail-cache"),
        size(section, "disk-max"),
        size(section, "low-water"),
        size(section, "snapshot-max"),
        count(section, "read-threads"),
        count(section, "read-queue-max"),
        count(section, "relocate-below-percent"),
        flag(section, "compress"),
        size(section, "deflate-rate-max"));
  }

  private static int count(JsonObject section, String key) {
    return (int) Math.min(Integer.MAX_VALUE, size(section, key));
  }

  private static boolean flag(JsonObject section, String key) {
    String text = String.valueOf(section.getValue(key, DEFAULTS.get(key)));
    if (!text.equals("true") && !text.equals("false")) {
      throw new IllegalArgumentException(key + ": " + text + " (expected: true or false)");
    }
    return text.equals("true");
  }

  private static long size(JsonObject section, String key) {
    String text = String.valueOf(section.getValue(key, DEFAULTS.get(key)));
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
