package io.hotswap.push.core;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** The header of RFC 9110: seconds, or a date in one of the three forms a recipient must know. */
public final class RetryAfter {
  private static final Pattern SECONDS = Pattern.compile("\\d{1,18}");
  private static final List<DateTimeFormatter> DATES =
      List.of(DateTimeFormatter.RFC_1123_DATE_TIME, rfc850(), asctime());

  private RetryAfter() {}

  /**
   * The wait in milliseconds from now, at most {@code maxMillis}, none for a date that has passed;
   * empty without a header that can be read.
   */
  public static OptionalLong millis(String header, long nowMillis, long maxMillis) {
    if (header == null) {
      return OptionalLong.empty();
    }
    String text = header.strip();
    if (SECONDS.matcher(text).matches()) {
      long seconds = Math.min(Long.parseLong(text), maxMillis);
      return OptionalLong.of(Math.min(seconds * 1000, maxMillis));
    }
    return DATES.stream()
        .flatMap(form -> instant(form, text).stream())
        .mapToLong(at -> Math.min(Math.max(0, at - nowMillis), maxMillis))
        .findFirst();
  }

  private static Optional<Long> instant(DateTimeFormatter form, String text) {
    try {
      return Optional.of(form.parse(text, ZonedDateTime::from).toInstant().toEpochMilli());
    } catch (DateTimeException otherForm) {
      return Optional.empty();
    }
  }

  private static DateTimeFormatter rfc850() {
    return new DateTimeFormatterBuilder()
        .appendPattern("EEEE, dd-MMM-")
        // The century around us: 1980 .. 2079.
        .appendValueReduced(ChronoField.YEAR, 2, 2, LocalDate.of(1980, 1, 1))
        .appendPattern(" HH:mm:ss 'GMT'")
        .toFormatter(Locale.ENGLISH)
        .withZone(ZoneOffset.UTC);
  }

  private static DateTimeFormatter asctime() {
    return new DateTimeFormatterBuilder()
        .appendPattern("EEE MMM ")
        .padNext(2)
        .appendPattern("d HH:mm:ss yyyy")
        .toFormatter(Locale.ENGLISH)
        .withZone(ZoneOffset.UTC);
  }
}
