package io.hotswap.jsonpath.regexp;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A set of code points: ranges and Unicode categories, or all but these. */
final class CharClass {
  /** All but the ends of lines, as RFC 9485 maps the dot. */
  static final CharClass DOT = new Builder().add('\n', '\n').add('\r', '\r').negate().build();

  private static final int ASCII = 128;

  /** The first code point of each range to its last. */
  private final NavigableMap<Integer, Integer> ranges;

  private final int categories;
  private final boolean negated;
  private final long[] ascii = {0, 0};

  private CharClass(NavigableMap<Integer, Integer> ranges, int categories, boolean negated) {
    this.ranges = ranges;
    this.categories = categories;
    this.negated = negated;
    for (int c = 0; c < ASCII; c++) {
      ascii[c / Long.SIZE] |= computed(c) ? 1L << c : 0;
    }
  }

  static CharClass of(int codePoint) {
    return new Builder().add(codePoint, codePoint).build();
  }

  boolean contains(int codePoint) {
    return codePoint < ASCII
        ? (ascii[codePoint / Long.SIZE] & (1L << codePoint)) != 0
        : computed(codePoint);
  }

  private boolean computed(int codePoint) {
    Map.Entry<Integer, Integer> range = ranges.floorEntry(codePoint);
    boolean listed =
        (range != null && codePoint <= range.getValue())
            || (categories & (1 << Character.getType(codePoint))) != 0;
    return listed != negated;
  }

  /** Collects the parts of a class. */
  static final class Builder {
    private final NavigableMap<Integer, Integer> ranges = new TreeMap<>();
    private int categories;
    private boolean negated;

    /** Adds a range; those it touches or overlaps become one with it. */
    Builder add(int first, int last) {
      int from = first;
      int to = last;
      Map.Entry<Integer, Integer> near = ranges.floorEntry(last + 1);
      while (near != null && near.getValue() >= from - 1) {
        from = Math.min(from, near.getKey());
        to = Math.max(to, near.getValue());
        ranges.remove(near.getKey());
        near = ranges.floorEntry(last + 1);
      }
      ranges.put(from, to);
      return this;
    }

    /** Adds categories: one bit for each value of {@link Character#getType(int)}. */
    Builder add(int categoryBits) {
      categories |= categoryBits;
      return this;
    }

    Builder negate() {
      negated = true;
      return this;
    }

    CharClass build() {
      return new CharClass(ranges, categories, negated);
    }
  }
}
