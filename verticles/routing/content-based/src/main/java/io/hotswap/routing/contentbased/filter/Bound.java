package io.hotswap.routing.contentbased.filter;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * One end of a range: numbers compare exactly, texts by code points.
 *
 * @param key a {@link BigDecimal} or a {@link TextKey}
 * @param inclusive whether the end itself is within
 */
record Bound(Comparable<?> key, boolean inclusive) {
  /** Longer digits cost more to read than a filter may. */
  private static final int NUMBER_CHARS_MAX = 100;

  private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+(\\.\\d+)?([eE][+-]?\\d{1,6})?");

  /** Text in the order of its code points, which above U+FFFF is not that of its chars. */
  record TextKey(String text) implements Comparable<TextKey> {
    @Override
    public int compareTo(TextKey other) {
      int common = Math.min(text.length(), other.text.length());
      for (int i = 0; i < common; i++) {
        if (text.charAt(i) != other.text.charAt(i)) {
          return rank(text.charAt(i)) - rank(other.text.charAt(i));
        }
      }
      return text.length() - other.text.length();
    }

    private static int rank(char unit) {
      return Character.isSurrogate(unit) ? unit + 0x10000 : unit;
    }
  }

  /** What a value is compared by, or null if it is no number and should be one. */
  static Comparable<?> key(String value, boolean number) {
    if (!number) {
      return new TextKey(value);
    }
    return value.length() <= NUMBER_CHARS_MAX && NUMBER.matcher(value).matches()
        ? new BigDecimal(value)
        : null;
  }

  /**
   * @param side 1 if values above this end are within, -1 if those below
   */
  boolean admits(Comparable<?> value, int side) {
    int order = Integer.signum(compare(value)) * side;
    return order > 0 || (order == 0 && inclusive);
  }

  private int compare(Comparable<?> value) {
    return value instanceof BigDecimal number
        ? number.compareTo((BigDecimal) key)
        : ((TextKey) value).compareTo((TextKey) key);
  }
}
