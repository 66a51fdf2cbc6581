package io.hotswap.node.config;

import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as operators write them: {@code 512B}, {@code 64KiB}, {@code 9MiB}, {@code 1GiB}. */
final class Sizes {
  private static final Pattern FORM = Pattern.compile("(\\d{1,15})(B|KiB|MiB|GiB)");
  private static final Map<String, Integer> SHIFT = Map.of("B", 0, "KiB", 10, "MiB", 20, "GiB", 30);

  private Sizes() {}

  /** Empty if the text is not a size or does not fit a long. */
  static OptionalLong parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return OptionalLong.empty();
    }
    long count = Long.parseLong(form.group(1));
    int shift = SHIFT.get(form.group(2));
    return count > Long.MAX_VALUE >> shift ? OptionalLong.empty() : OptionalLong.of(count << shift);
  }
}
