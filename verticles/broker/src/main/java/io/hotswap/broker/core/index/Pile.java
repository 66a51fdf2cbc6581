package io.hotswap.broker.core.index;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;

/** Numbers in no order, in blocks, so that growing copies little. */
final class Pile {
  private static final int BLOCK_MAX = 1024;

  private List<long[]> full = List.of();
  private long[] last;
  private int size;
  private long min = Long.MAX_VALUE;

  Pile() {
    last = new long[2];
  }

  int size() {
    return full.size() * BLOCK_MAX + size;
  }

  /** The lowest that was added since it was last filtered. */
  long min() {
    return min;
  }

  void add(long value) {
    if (size == last.length) {
      grow();
    }
    last[size++] = value;
    min = Math.min(min, value);
  }

  private void grow() {
    if (size < BLOCK_MAX) {
      last = Arrays.copyOf(last, Math.min(BLOCK_MAX, size + (size + 1) / 2));
      return;
    }
    if (full.isEmpty()) {
      full = new ArrayList<>();
    }
    full.add(last);
    last = new long[BLOCK_MAX];
    size = 0;
  }

  void forEach(LongConsumer each) {
    for (long[] block : full) {
      for (long value : block) {
        each.accept(value);
      }
    }
    for (int i = 0; i < size; i++) {
      each.accept(last[i]);
    }
  }

  /** Those that the test holds for, in a pile of their own. */
  Pile filter(LongPredicate test) {
    Pile kept = new Pile();
    forEach(
        value -> {
          if (test.test(value)) {
            kept.add(value);
          }
        });
    return kept;
  }

  long[] toArray() {
    long[] all = new long[size()];
    int at = 0;
    for (long[] block : full) {
      System.arraycopy(block, 0, all, at, BLOCK_MAX);
      at += BLOCK_MAX;
    }
    System.arraycopy(last, 0, all, at, size);
    return all;
  }
}
