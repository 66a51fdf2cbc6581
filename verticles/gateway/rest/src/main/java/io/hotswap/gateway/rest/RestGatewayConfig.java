package io.hotswap.gateway.rest;

import io.hotswap.contracts.message.Limits;
import io.hotswap.contracts.time.Durations;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/**
 * The section {@code gateway.rest}.
 *
 * @param consumeBytesMax payload bytes after which one consume answer takes no more messages
 * @param payloadBytesMax bytes of the payload of one message
 * @param retryMax how often a request that the broker refused as unavailable is asked again
 * @param retryDelayMillis pause before it is
 * @param keepAliveMillis longest silence on an event stream
 * @param metricsOpen whether {@code /metrics} needs no credentials
 * @param retryAfterSeconds what a 503 or 429 advises when its cause names no time
 */
public record RestGatewayConfig(
    int consumeBytesMax,
    int payloadBytesMax,
    int retryMax,
    long retryDelayMillis,
    long keepAliveMillis,
    boolean metricsOpen,
    int retryAfterSeconds) {
  private static final Set<String> KEYS =
      new TreeSet<>(
          Set.of(
              "consume-bytes-max",
              "payload-bytes-max",
              "retry-max",
              "retry-delay",
              "stream-keep-alive",
              "metrics-open",
              "retry-after"));

  public RestGatewayConfig {
    check("consume-bytes-max", consumeBytesMax, 1024, 64 << 20);
    check("payload-bytes-max", payloadBytesMax, 1024, 10 << 20);
    check("retry-max", retryMax, 0, 10);
    check("retry-delay in ms", retryDelayMillis, 1, 10_000);
    check("stream-keep-alive in ms", keepAliveMillis, 1_000, 60_000);
    check("retry-after in s", retryAfterSeconds, 1, 3_600);
  }

  public static RestGatewayConfig from(JsonObject section) {
    for (String key : section.fieldNames()) {
      if (!KEYS.contains(key)) {
        throw new IllegalArgumentException(
            "gateway.rest." + key + " (expected: one of " + KEYS + ")");
      }
    }
    return new RestGatewayConfig(
        section.getInteger("consume-bytes-max", 8 << 20),
        section.getInteger("payload-bytes-max", Limits.PAYLOAD_BYTES_MAX),
        section.getInteger("retry-max", 1),
        millis(section, "retry-delay", "50ms"),
        millis(section, "stream-keep-alive", "15s"),
        section.getBoolean("metrics-open", true),
        Math.toIntExact(millis(section, "retry-after", "1s") / 1000));
  }

  private static long millis(JsonObject section, String key, String otherwise) {
    String text = section.getString(key, otherwise);
    return Durations.parse(text)
        .map(Duration::toMillis)
        .orElseThrow(
            () -> new IllegalArgumentException(key + ": " + text + " (expected: as 500ms or 15s)"));
  }

  private static void check(String key, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "gateway.rest." + key + ": " + value + " (expected: " + min + ".." + max + ")");
    }
  }
}
