package io.hotswap.broker;

import io.hotswap.broker.front.FrontLimits;
import io.hotswap.contracts.time.Durations;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The broker's section of the configuration, with defaults and bounds; see the README for what each
 * key means.
 */
public record BrokerConfig(
    int orderLookahead,
    int scanMax,
    int topicsMax,
    int subscriptionsMax,
    int waitingCommandsMax,
    int waitingBytesMax,
    int appendsInFlightMax,
    int batchBytesMax,
    int snapshotFacts,
    int snapshotBytes,
    int tailCacheBytes,
    int loadedCacheBytes,
    Duration leaseTtl,
    Duration reopenWait,
    Duration consumerIdle,
    int delayedMax,
    int transactionsMax,
    int preparedBytesMax,
    Duration transactionDoubt,
    FrontLimits front) {

  private static final Pattern SIZE = Pattern.compile("(\\d{1,10})(B|KiB|MiB|GiB)");
  private static final Map<String, Long> UNITS =
      Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);
  private static final Set<String> KEYS =
      Set.of(
          "order-lookahead",
          "scan-max",
          "topics-max",
          "subscriptions-max",
          "waiting-commands-max",
          "waiting-bytes-max",
          "appends-in-flight-max",
          "batch-bytes-max",
          "snapshot-facts",
          "snapshot-bytes",
          "tail-cache-bytes",
          "loaded-cache-bytes",
          "lease-ttl",
          "reopen-wait",
          "consumer-idle",
          "delayed-max",
          "transactions-max",
          "prepared-bytes-max",
          "transaction-doubt",
          "quotas-max",
          "transaction-step",
          "replay-max",
          "replay-page");

  public BrokerConfig {
    bounded("order-lookahead", orderLookahead, 1, 10_000_000);
    bounded("scan-max", scanMax, 1, 100_000);
    bounded("topics-max", topicsMax, 1, 1_000_000);
    bounded("subscriptions-max", subscriptionsMax, 1, 100_000);
    bounded("waiting-commands-max", waitingCommandsMax, 1, 1_000_000);
    bounded("waiting-bytes-max", waitingBytesMax, 1 << 20, Integer.MAX_VALUE);
    bounded("appends-in-flight-max", appendsInFlightMax, 1, 1_000);
    bounded("batch-bytes-max", batchBytesMax, 1 << 10, 1 << 30);
    bounded("snapshot-facts", snapshotFacts, 1, 100_000_000);
    bounded("snapshot-bytes", snapshotBytes, 1 << 10, Integer.MAX_VALUE);
    bounded("tail-cache-bytes", tailCacheBytes, 0, 1 << 30);
    bounded("loaded-cache-bytes", loadedCacheBytes, 1 << 20, 1 << 30);
    bounded("lease-ttl", leaseTtl.toMillis(), 1_000, 3_600_000);
    bounded("reopen-wait", reopenWait.toMillis(), 100, 60_000);
    bounded("consumer-idle", consumerIdle.toMillis(), 1_000, 3_600_000);
    bounded("delayed-max", delayedMax, 1, 100_000_000);
    bounded("transactions-max", transactionsMax, 1, 10_000_000);
    bounded("prepared-bytes-max", preparedBytesMax, 1 << 10, Integer.MAX_VALUE);
    bounded("transaction-doubt", transactionDoubt.toMillis(), 1_000, 3_600_000);
  }

  public static BrokerConfig defaults() {
    return of(new JsonObject());
  }

  /** Reads the section for a broker that is alone. */
  public static BrokerConfig of(JsonObject json) {
    return of(json, false);
  }

  /**
   * Reads the section.
   *
   * @param clustered whether other nodes wait for the leases of this one to end when it dies
   * @throws IllegalArgumentException naming the key, the value and what was expected
   */
  public static BrokerConfig of(JsonObject json, boolean clustered) {
    for (String key : json.fieldNames()) {
      if (!KEYS.contains(key)) {
        throw new IllegalArgumentException(key + ": unknown key (expected: one of " + KEYS + ")");
      }
    }
    return new BrokerConfig(
        number(json, "order-lookahead", 100_000),
        number(json, "scan-max", 4096),
        number(json, "topics-max", 10_000),
        number(json, "subscriptions-max", 20_000),
        number(json, "waiting-commands-max", 10_000),
        number(json, "waiting-bytes-max", 32 << 20),
        number(json, "appends-in-flight-max", 4),
        number(json, "batch-bytes-max", 8 << 20),
        number(json, "snapshot-facts", 20_000),
        number(json, "snapshot-bytes", 64 << 20),
        number(json, "tail-cache-bytes", tailCacheBytes(Runtime.getRuntime().maxMemory())),
        number(json, "loaded-cache-bytes", 2 << 20),
        duration(json, "lease-ttl", clustered ? "3s" : "30s"),
        duration(json, "reopen-wait", "5s"),
        duration(json, "consumer-idle", "60s"),
        number(json, "delayed-max", 2_000_000),
        number(json, "transactions-max", 100_000),
        number(json, "prepared-bytes-max", 64 << 20),
        duration(json, "transaction-doubt", "15s"),
        new FrontLimits(
            number(json, "quotas-max", FrontLimits.DEFAULT.quotasMax()),
            duration(json, "transaction-step", "5s"),
            duration(json, "replay-max", "30s"),
            number(json, "replay-page", FrontLimits.DEFAULT.replayPage())));
  }

  /** A sixteenth of the heap: during a swap two versions have one each. */
  private static int tailCacheBytes(long heapBytes) {
    return (int) Math.max(8 << 20, Math.min(256 << 20, heapBytes / 16));
  }

  private static int number(JsonObject json, String key, int fallback) {
    Object value = json.getValue(key, fallback);
    if (value instanceof Integer number) {
      return number;
    }
    Matcher size = SIZE.matcher(String.valueOf(value));
    long bytes = size.matches() ? Long.parseLong(size.group(1)) * UNITS.get(size.group(2)) : -1;
    boolean isSize = key.endsWith("-bytes") || key.endsWith("-bytes-max");
    if (!isSize || bytes < 0) {
      throw new IllegalArgumentException(key + ": " + value + " (expected: a whole number)");
    }
    bounded(key, bytes, 0, Integer.MAX_VALUE);
    return (int) bytes;
  }

  private static Duration duration(JsonObject json, String key, String fallback) {
    Object value = json.getValue(key, fallback);
    return Durations.parse(String.valueOf(value))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    key + ": " + value + " (expected: a duration as " + fallback + ")"));
  }

  private static void bounded(String key, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          key + ": " + value + " (expected: " + min + ".." + max + ")");
    }
  }
}
