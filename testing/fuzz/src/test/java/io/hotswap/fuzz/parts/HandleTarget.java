package io.hotswap.fuzz.parts;

import static io.hotswap.fuzz.engine.Refusals.require;

import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.message.Receipt;
import io.hotswap.contracts.size.Sizes;
import io.hotswap.contracts.time.Durations;
import io.hotswap.fuzz.engine.Target;
import io.hotswap.push.core.RetryAfter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Short texts: ids, receipts, durations, sizes, {@code Retry-After}. */
final class HandleTarget implements Target {
  private static final long HOUR = 3_600_000;

  @Override
  public String name() {
    return "short-texts";
  }

  @Override
  public List<byte[]> seeds() {
    return Stream.of(
            new MessageId(1, 0, 0).toString(),
            new MessageId(Long.MAX_VALUE, 65_535, MessageId.SCHEDULED | 5).toString(),
            new Receipt(1, 2, 3, 4, 5).toString(),
            "500ms",
            "30s",
            "7d",
            "PT30S",
            "P2DT3H4.005S",
            "-PT1S",
            "999999999999999d",
            "64MiB",
            "8TiB",
            "512",
            "Wed, 21 Oct 2026 07:28:00 GMT",
            "Wednesday, 21-Oct-26 07:28:00 GMT",
            "Wed Oct 21 07:28:00 2026",
            "120",
            "999999999999999999")
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  @Override
  public void check(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    MessageId.parse(text).ifPresent(id -> require(id.toString().equals(text), "id " + id));
    Receipt.parse(text).ifPresent(r -> require(r.toString().equals(text), "receipt " + r));
    Durations.parse(text)
        .ifPresent(
            duration -> {
              require(!duration.isNegative(), "negative " + duration);
              String shown = Durations.format(duration.toMillis());
              Duration again = Durations.parse(shown).orElseThrow();
              require(again.equals(duration), duration + " shown as " + shown);
            });
    Sizes.parse(text)
        .ifPresent(
            bytes -> {
              require(bytes >= 0, "negative size");
              require(Sizes.parse(Sizes.format(bytes)).getAsLong() == bytes, "size " + bytes);
            });
    RetryAfter.millis(text, 1_790_000_000_000L, HOUR)
        .ifPresent(wait -> require(wait >= 0 && wait <= HOUR, "wait " + wait));
  }
}
