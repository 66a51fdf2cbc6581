package io.hotswap.contracts.size;

import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as users write them in YAML: {@code 64MiB}, {@code 4KiB}, {@code 1GiB}, {@code 512B}. */
public final class Sizes {
  private static final Pattern FORM = Pattern.compile("(\\d{1,18})(B|KiB|MiB|GiB|TiB)?");
  private static final Map<String, Integer> SHIFTS =
      Map.of("B", 0, "KiB", 10, "MiB", 20, "GiB", 30, "TiB", 40);

  private Sizes() {}

  /** Empty if the text is not a size or does not fit a long; a bare number counts bytes. */
  public static OptionalLong parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return OptionalLong.empty();
    }
    long count = Long.parseLong(form.group(1));
    int shift = form.group(2) == null ? 0 : SHIFTS.get(form.group(2));
    long bytes = count << shift;
    return bytes >> shift == count && bytes >= 0 ? OptionalLong.of(bytes) : OptionalLong.empty();
  }

  /** The shortest exact form in one unit, as {@code 64MiB}. */
  public static String format(long bytes) {
    if (bytes == 0) {
      return "0B";
    }
    for (String unit : new String[] {"TiB", "GiB", "MiB", "KiB"}) {
      int shift = SHIFTS.get(unit);
      if (bytes % (1L << shift) == 0) {
        return (bytes >> shift) + unit;
      }
    }
    return bytes + "B";
  }
}
