package io.hotswap.gateway.rest.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.hotswap.contracts.time.Durations;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
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

  private static final DateTimeFormatter ANY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private static final long YEAR_10000_MILLIS = 253_402_300_800_000L;
  private static final byte[] FORM_BYTES = "0000-00-00T00:00:00.000Z".getBytes(ISO_8859_1);

  private Times() {}

  /**
   * RFC 3339 UTC with milliseconds. By hand, because each message that is delivered has two of
   * them: with a formatter they were a tenth of the time that consuming takes a node.
   */
  public static String format(long millis) {
    if (millis < 0 || millis >= YEAR_10000_MILLIS) {
      return ANY.format(Instant.ofEpochMilli(millis));
    }
    LocalDate day = LocalDate.ofEpochDay(millis / DAY_MILLIS);
    int ofDay = (int) (millis % DAY_MILLIS);
    byte[] text = FORM_BYTES.clone();
    digits(text, 3, day.getYear());
    digits(text, 6, day.getMonthValue());
    digits(text, 9, day.getDayOfMonth());
    digits(text, 12, ofDay / 3_600_000);
    digits(text, 15, ofDay / 60_000 % 60);
    digits(text, 18, ofDay / 1000 % 60);
    digits(text, 22, ofDay % 1000);
    return new String(text, ISO_8859_1);
  }

  /** Over zeros, the last digit at {@code last}. */
  private static void digits(byte[] text, int last, int value) {
    int at = last;
    for (int left = value; left > 0; left /= 10) {
      text[at--] = (byte) ('0' + left % 10);
    }
  }

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
