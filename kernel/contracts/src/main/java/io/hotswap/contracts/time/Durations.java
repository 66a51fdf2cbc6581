package io.hotswap.contracts.time;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as users write them: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 24h}, {@code 7d},
 * ISO-8601.
 */
public final class Durations {
  private static final Pattern SHORT = Pattern.compile("(\\d{1,19})(ms|s|m|h|d)");
  private static final Map<String, Long> MILLIS =
      Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

  private Durations() {}

  /** Empty if the text is not a duration, is negative or does not fit milliseconds. */
  public static Optional<Duration> parse(String text) {
    Matcher shortForm = SHORT.matcher(text);
    try {
      if (shortForm.matches()) {
        long count = Long.parseLong(shortForm.group(1));
        return Optional.of(
            Duration.ofMillis(Math.multiplyExact(count, MILLIS.get(shortForm.group(2)))));
      }
      Duration iso = Duration.parse(text);
      return iso.isNegative() ? Optional.empty() : Optional.of(Duration.ofMillis(iso.toMillis()));
    } catch (ArithmeticException | NumberFormatException | DateTimeParseException bad) {
      return Optional.empty();
    }
  }

  /** The shortest exact form in one unit, as {@code 90s} or {@code 24h}. */
  public static String format(long millis) {
    if (millis == 0) {
      return "0s";
    }
    for (String unit : new String[] {"d", "h", "m", "s"}) {
      if (millis % MILLIS.get(unit) == 0) {
        return millis / MILLIS.get(unit) + unit;
      }
    }
    return millis + "ms";
  }
}
