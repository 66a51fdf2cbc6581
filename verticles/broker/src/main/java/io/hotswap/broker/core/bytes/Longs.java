package io.hotswap.broker.core.bytes;

import java.util.Arrays;

/** An immutable list of numbers without boxes: offsets, key hashes, times. */
public final class Longs {
  public static final Longs EMPTY = new Longs(new long[0]);

  private final long[] values;

  private Longs(long[] values) {
    this.values = values;
  }

  public static Longs of(long... values) {
    return new Longs(values.clone());
  }

  public int size() {
    return values.length;
  }

  public boolean isEmpty() {
    return values.length == 0;
  }

  public long get(int index) {
    return values[index];
  }

  /** How many from {@code index} on grow by exactly one. */
  public int runLength(int index) {
    int end = index + 1;
    while (end < values.length && values[end] == values[end - 1] + 1) {
      end++;
    }
    return end - index;
  }

  int runs() {
    int runs = 0;
    for (int i = 0; i < values.length; i += runLength(i)) {
      runs++;
    }
    return runs;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Longs longs && Arrays.equals(values, longs.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return Arrays.toString(values);
  }

  /** Collects numbers one by one. */
  public static final class Builder {
    private long[] values = new long[16];
    private int size;

    public Builder add(long value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, size * 2);
      }
      values[size++] = value;
      return this;
    }

    public int size() {
      return size;
    }

    public boolean isEmpty() {
      return size == 0;
    }

    public Longs build() {
      return size == 0 ? EMPTY : new Longs(Arrays.copyOf(values, size));
    }
  }
}
