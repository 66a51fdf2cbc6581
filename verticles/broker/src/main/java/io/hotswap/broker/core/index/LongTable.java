package io.hotswap.broker.core.index;

import java.util.Arrays;

/**
 * An open-addressed hash table of rows of longs whose first one is the key, never 0. Several rows
 * may have the same key. It is made of small parts, so that no growth takes long or needs much room
 * beside it. Rows are never removed one by one: those that {@link Live} denies are dead, are not
 * found, and make room when a part is full or {@link #clean}ed.
 */
final class LongTable {
  static final int PARTS_BITS = 8;

  static final int PARTS = 1 << PARTS_BITS;

  /** Which rows still count. */
  interface Live {
    boolean test(long[] cells, int row);
  }

  /** In twentieths: fuller than 17/20 means growing, to 3/4 at most. */
  private static final int LOAD_MAX = 17;

  private static final int LOAD_GROWN = 15;
  private static final int LOAD_SCALE = 20;
  private static final int ROWS_MIN = 4;

  private final int width;
  private final Live live;
  private final Part[] parts = new Part[PARTS];

  /** One part; a row is where its key is not 0. */
  private static final class Part {
    private long[] cells;
    private int used;

    Part(int rows, int width) {
      cells = new long[rows * width];
    }
  }

  LongTable(int width, Live live) {
    this.width = width;
    this.live = live;
  }

  /** A live row of the key. */
  interface Row<T> {
    /** Null to look on. */
    T take(long[] cells, int row);
  }

  /** What {@code row} makes of the first live row of the key that it takes; null if of none. */
  <T> T find(long key, Row<T> row) {
    Part part = parts[partOf(key)];
    if (part == null) {
      return null;
    }
    long[] cells = part.cells;
    for (int at = home(key, cells.length); cells[at] != 0; at = next(at, cells.length)) {
      if (cells[at] == key && live.test(cells, at)) {
        T taken = row.take(cells, at);
        if (taken != null) {
          return taken;
        }
      }
    }
    return null;
  }

  /** The values make one row; the first is the key. */
  void add(long... values) {
    int index = partOf(values[0]);
    Part part = parts[index];
    if (part == null) {
      part = new Part(ROWS_MIN, width);
      parts[index] = part;
    }
    if ((part.used + 1) * LOAD_SCALE > part.cells.length / width * LOAD_MAX) {
      part = rebuilt(part);
      parts[index] = part;
    }
    put(part, values, 0);
  }

  private Part rebuilt(Part part) {
    int rows = 0;
    for (int at = 0; at < part.cells.length; at += width) {
      rows += part.cells[at] != 0 && live.test(part.cells, at) ? 1 : 0;
    }
    int room = Math.max(ROWS_MIN, (rows + 1) * LOAD_SCALE / LOAD_GROWN + 1);
    Part next = new Part(room, width);
    for (int at = 0; at < part.cells.length; at += width) {
      if (part.cells[at] != 0 && live.test(part.cells, at)) {
        put(next, part.cells, at);
      }
    }
    return next;
  }

  private void put(Part part, long[] values, int from) {
    int at = home(values[from], part.cells.length);
    while (part.cells[at] != 0) {
      at = next(at, part.cells.length);
    }
    System.arraycopy(values, from, part.cells, at, width);
    part.used++;
  }

  /** Gives the room of dead rows of one part back. */
  void clean(int index) {
    Part part = parts[index];
    if (part != null) {
      Part next = rebuilt(part);
      parts[index] = next.used == 0 ? null : next;
    }
  }

  /** Keys of all live rows, rising; as often as they have rows. */
  long[] sortedKeys() {
    long[] keys = new long[16];
    int count = 0;
    for (int part = 0; part < PARTS; part++) {
      long[] more = sortedKeys(part);
      if (count + more.length > keys.length) {
        keys = Arrays.copyOf(keys, Math.max(count + more.length, 2 * count));
      }
      System.arraycopy(more, 0, keys, count, more.length);
      count += more.length;
    }
    Arrays.sort(keys, 0, count);
    return Arrays.copyOf(keys, count);
  }

  /** The same of one part: which keys are in which part depends on nothing but the key. */
  long[] sortedKeys(int index) {
    Part part = parts[index];
    if (part == null) {
      return new long[0];
    }
    long[] keys = new long[part.used];
    int count = 0;
    for (int at = 0; at < part.cells.length; at += width) {
      if (part.cells[at] != 0 && live.test(part.cells, at)) {
        keys[count++] = part.cells[at];
      }
    }
    Arrays.sort(keys, 0, count);
    return Arrays.copyOf(keys, count);
  }

  private int partOf(long key) {
    return (int) (spread(key) >>> (64 - PARTS_BITS));
  }

  private int home(long key, int length) {
    long hash = (spread(key) >>> (32 - PARTS_BITS)) & 0xffffffffL;
    return (int) ((hash * (length / width)) >>> 32) * width;
  }

  private int next(int at, int length) {
    int next = at + width;
    return next == length ? 0 : next;
  }

  /** Fibonacci hashing: neighbours lie far from each other in the high bits. */
  private static long spread(long key) {
    return key * 0x9e3779b97f4a7c15L;
  }
}
