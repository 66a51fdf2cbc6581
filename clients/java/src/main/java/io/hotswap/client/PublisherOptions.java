package io.hotswap.client;

import java.time.Duration;

/**
 * How a publisher batches, how much it keeps, and what it repeats.
 *
 * @param batchMessages of one batch, 1..1000
 * @param batchBytes after which a batch takes no more messages, at least 1
 * @param batchesInFlight that wait for their confirm, 1..64; with 1 the order of publishing is kept
 *     whatever is refused and repeated in between
 * @param windowMessages that may wait or be unconfirmed; one more fails at once
 * @param windowBytes likewise, of their records
 * @param timeout after which a message that is not confirmed fails
 * @param idempotent whether each message without an idempotency key gets one, so that a batch whose
 *     outcome is unknown is repeated; only for topics that deduplicate
 * @param compression whether batches travel as LZ4 blocks where that saves at least an eighth
 */
public record PublisherOptions(
    int batchMessages,
    int batchBytes,
    int batchesInFlight,
    int windowMessages,
    long windowBytes,
    Duration timeout,
    boolean idempotent,
    boolean compression) {

  /** 1000 messages or 256 KiB a batch, 4 of them, 100,000 messages or 64 MiB, 30 s, no repeats. */
  public static final PublisherOptions DEFAULT =
      new PublisherOptions(
          1000, 256 << 10, 4, 100_000, 64L << 20, Duration.ofSeconds(30), false, false);

  public PublisherOptions {
    within("batchMessages", batchMessages, 1, 1000);
    within("batchBytes", batchBytes, 1, 8 << 20);
    within("batchesInFlight", batchesInFlight, 1, 64);
    within("windowMessages", windowMessages, 1, Integer.MAX_VALUE);
    within("windowBytes", windowBytes, 1, Long.MAX_VALUE);
    ClientOptions.positive("timeout", timeout);
  }

  static void within(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: " + least + ".." + most + ")");
    }
  }

  /** See {@link PublisherOptions#batchesInFlight()}. */
  public PublisherOptions withBatchesInFlight(int some) {
    return new PublisherOptions(
        batchMessages,
        batchBytes,
        some,
        windowMessages,
        windowBytes,
        timeout,
        idempotent,
        compression);
  }

  /** See {@link PublisherOptions#batchMessages()} and {@link PublisherOptions#batchBytes()}. */
  public PublisherOptions withBatches(int messages, int bytes) {
    return new PublisherOptions(
        messages,
        bytes,
        batchesInFlight,
        windowMessages,
        windowBytes,
        timeout,
        idempotent,
        compression);
  }

  /** See {@link PublisherOptions#windowMessages()} and {@link PublisherOptions#windowBytes()}. */
  public PublisherOptions withWindow(int messages, long bytes) {
    return new PublisherOptions(
        batchMessages,
        batchBytes,
        batchesInFlight,
        messages,
        bytes,
        timeout,
        idempotent,
        compression);
  }

  /** See {@link PublisherOptions#timeout()}. */
  public PublisherOptions withTimeout(Duration longest) {
    return new PublisherOptions(
        batchMessages,
        batchBytes,
        batchesInFlight,
        windowMessages,
        windowBytes,
        longest,
        idempotent,
        compression);
  }

  /** See {@link PublisherOptions#idempotent()}. */
  public PublisherOptions withIdempotence() {
    return new PublisherOptions(
        batchMessages,
        batchBytes,
        batchesInFlight,
        windowMessages,
        windowBytes,
        timeout,
        true,
        compression);
  }

  /** See {@link PublisherOptions#compression()}. */
  public PublisherOptions withCompression() {
    return new PublisherOptions(
        batchMessages,
        batchBytes,
        batchesInFlight,
        windowMessages,
        windowBytes,
        timeout,
        idempotent,
        true);
  }
}
