package io.hotswap.gateway.rest.json;

import io.hotswap.contracts.time.Durations;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Durations and points in time as clients write them. */
public final class Times {
  public static final long DAY_MILLIS = 24 * 3_600_000L;

  /** RFC 3339, whose letters may be small. */
  private static final Pattern FORM =
      Pattern.compile(
          "\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?([Zz]|[+-]\\d{2}:\\d{2})");

  private Times() {}

  /** UTC milliseconds of an RFC 3339 time from 1970 on; empty if the text is none. */
  public static Optional<Long> parse(String text) {
    if (!FORM.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      long millis = OffsetDateTime.parse(text.toUpperCase(Locale.ROOT)).toInstant().toEpochMilli();
      return millis < 0 ? Optional.empty() : Optional.of(millis);
    } catch (DateTimeException noSuchDay) {
      return Optional.empty();
    }
  }

  /** Reads a time, or reports what is there instead and answers 0. */
  public static long read(JsonIn in, At at) throws IOException {
    long[] millis = {0};
    in.string(
        at,
        text -> {
          millis[0] = parse(text).orElse(0L);
          if (parse(text).isEmpty()) {
            in.faults().add(at, text, Expected.TIME);
          }
        });
    return millis[0];
  }

  /** Reads a duration within bounds, or reports what is there instead and answers {@code min}. */
  public static long duration(JsonIn in, At at, long min, long max) throws IOException {
    long[] millis = {min};
    in.string(
        at,
        text -> {
          Optional<Long> value = Durations.parse(text).map(Duration::toMillis);
          if (value.isPresent() && value.get() >= min && value.get() <= max) {
            millis[0] = value.get();
          } else {
            in.faults()
                .add(
                    at,
                    text,
                    "a duration, " + Durations.format(min) + ".." + Durations.format(max));
          }
        });
    return millis[0];
  }
}
