package io.hotswap.broker.core.index;

import io.hotswap.broker.core.bytes.ByteSink;
import io.hotswap.broker.core.bytes.ByteSource;
import java.util.Arrays;

/**
 * A set of numbers 0..65,535: a sorted list while they are few, bits when they are many, neither
 * when it has all of them. Never above 8 KiB.
 */
final class Page {
  static final int BITS = 1 << 16;
  static final int SHIFT = 16;

  /** As many as take the room of the bits. */
  private static final int FEW_MAX = BITS / 16;

  /** Above that, written bits are shorter than written runs. */
  private static final int RUNS_MAX = 2048;

  private static final int WORDS = BITS / 64;

  private char[] few = new char[4];
  private long[] many;
  private int count;

  int count() {
    return count;
  }

  /** How many are at least {@code from} and below {@code end}. */
  int count(int from, int end) {
    int found = 0;
    for (int at = present(from); at < end; at = present(at + 1)) {
      found++;
    }
    return found;
  }

  boolean contains(int number) {
    if (many != null) {
      return (many[number >> 6] & (1L << number)) != 0;
    }
    return few == null || Arrays.binarySearch(few, 0, count, (char) number) >= 0;
  }

  /** False if it was there. */
  boolean add(int number) {
    if (contains(number)) {
      return false;
    }
    if (many == null && count == FEW_MAX) {
      toBits();
    }
    if (many == null) {
      insert(number);
    } else {
      many[number >> 6] |= 1L << number;
    }
    if (++count == BITS) {
      many = null;
      few = null;
    }
    return true;
  }

  /** Adds all that are at least {@code from} and below {@code end}; how many were not there. */
  int add(int from, int end) {
    int length = end - from;
    boolean list = many == null && count + length <= FEW_MAX;
    if (!list || few == null || present(from) < end) {
      return addEach(from, end);
    }
    if (count + length > few.length) {
      few = Arrays.copyOf(few, Math.min(FEW_MAX, Math.max(count + length, count + (count >> 1))));
    }
    int at = -Arrays.binarySearch(few, 0, count, (char) from) - 1;
    System.arraycopy(few, at, few, at + length, count - at);
    for (int i = 0; i < length; i++) {
      few[at + i] = (char) (from + i);
    }
    count += length;
    return length;
  }

  private int addEach(int from, int end) {
    int added = 0;
    for (int number = from; number < end; number++) {
      added += add(number) ? 1 : 0;
    }
    return added;
  }

  /** Whether any is at least {@code from} and below {@code end}. */
  boolean any(int from, int end) {
    // NB: at the tail nothing follows: looking on to the end of the page would be most of the work.
    boolean bits = many != null && from < end;
    return bits ? scan(from, end, 0) < end : present(from) < end;
  }

  /** False if it was not there. */
  boolean remove(int number) {
    if (!contains(number)) {
      return false;
    }
    if (count == BITS) {
      many = new long[WORDS];
      Arrays.fill(many, -1);
    }
    count--;
    if (many == null) {
      int at = Arrays.binarySearch(few, 0, count + 1, (char) number);
      System.arraycopy(few, at + 1, few, at, count - at);
    } else {
      many[number >> 6] &= ~(1L << number);
      if (count <= FEW_MAX / 2) {
        toList();
      }
    }
    return true;
  }

  /** The lowest one that is in the set and at least {@code from}, or {@link #BITS}. */
  int present(int from) {
    if (from >= BITS || count == BITS) {
      return from;
    }
    if (many != null) {
      return scan(from, BITS, 0);
    }
    int at = Arrays.binarySearch(few, 0, count, (char) from);
    int next = at < 0 ? -at - 1 : at;
    return next == count ? BITS : few[next];
  }

  /** The lowest one that is not in the set and at least {@code from}, or {@link #BITS}. */
  int absent(int from) {
    if (from >= BITS || count == BITS) {
      return BITS;
    }
    if (many != null) {
      return scan(from, BITS, -1);
    }
    int next = from;
    int at = Arrays.binarySearch(few, 0, count, (char) from);
    for (; at >= 0 && at < count && few[at] == next; at++) {
      next++;
    }
    return next;
  }

  private int scan(int from, int end, long flip) {
    int words = (end + Long.SIZE - 1) / Long.SIZE;
    long word = (many[from >> 6] ^ flip) & (-1L << from);
    for (int i = from >> 6; ; word = many[i] ^ flip) {
      if (word != 0) {
        return (i << 6) + Long.numberOfTrailingZeros(word);
      }
      if (++i >= words) {
        return BITS;
      }
    }
  }

  private void insert(int number) {
    if (count == few.length) {
      few = Arrays.copyOf(few, Math.min(FEW_MAX, count + (count >> 1)));
    }
    int at = -Arrays.binarySearch(few, 0, count, (char) number) - 1;
    System.arraycopy(few, at, few, at + 1, count - at);
    few[at] = (char) number;
  }

  private void toBits() {
    many = new long[WORDS];
    for (int i = 0; i < count; i++) {
      many[few[i] >> 6] |= 1L << few[i];
    }
    few = null;
  }

  private void toList() {
    char[] list = new char[Math.max(4, count)];
    int at = 0;
    for (int next = present(0); next < BITS; next = present(next + 1)) {
      list[at++] = (char) next;
    }
    few = list;
    many = null;
  }

  /** What is at least {@code from}, as runs or as bits, whichever is shorter. */
  void write(ByteSink out, int from) {
    int runs = 0;
    for (int at = present(from); at < BITS; at = present(absent(at))) {
      runs++;
    }
    out.number(runs);
    if (runs > RUNS_MAX) {
      for (int word = 0; word < WORDS; word++) {
        out.fixed(word(word, from));
      }
      return;
    }
    int last = 0;
    for (int at = present(from); at < BITS; at = present(last)) {
      int end = absent(at);
      out.number(at - last).number(end - at);
      last = end;
    }
  }

  private long word(int index, int from) {
    long word = 0;
    int start = Math.max(from, index << 6);
    int end = (index + 1) << 6;
    for (int at = present(start); at < end; at = present(at + 1)) {
      word |= 1L << at;
    }
    return word;
  }

  static Page read(ByteSource in) {
    Page page = new Page();
    int runs = in.count();
    if (runs > RUNS_MAX) {
      page.readBits(in);
      return page;
    }
    int last = 0;
    for (; runs > 0; runs--) {
      int from = last + in.count();
      last = from + in.count();
      if (from < 0 || last < from || last > BITS) {
        throw new IllegalArgumentException("run: " + from + ".." + last + " (expected: <= 65536)");
      }
      for (int at = from; at < last; at++) {
        page.add(at);
      }
    }
    return page;
  }

  private void readBits(ByteSource in) {
    many = new long[WORDS];
    few = null;
    for (int i = 0; i < WORDS; i++) {
      many[i] = in.fixed();
      count += Long.bitCount(many[i]);
    }
    if (count <= FEW_MAX) {
      toList();
    }
  }
}
