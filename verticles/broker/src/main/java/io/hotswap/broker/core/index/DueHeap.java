package io.hotswap.broker.core.index;

import java.util.ArrayList;
import java.util.List;

/**
 * The near end of a timer wheel: (due, number) pairs, lowest first. Each node has four children,
 * and the pairs lie in blocks, so that growing copies nothing.
 */
final class DueHeap {
  private static final int BLOCK_SHIFT = 10;
  private static final int BLOCK = 1 << BLOCK_SHIFT;

  /** Due at an even index, the number behind it. */
  private final List<long[]> blocks = new ArrayList<>(1);

  private int size;

  /** What is done with one pair. */
  interface Each {
    void accept(long due, long number);
  }

  /** Says which pairs stay. */
  interface Test {
    boolean test(long due, long number);
  }

  int size() {
    return size;
  }

  long firstDue() {
    return due(0);
  }

  long firstNumber() {
    return number(0);
  }

  void add(long due, long number) {
    if (size >> BLOCK_SHIFT == blocks.size()) {
      blocks.add(new long[2 * BLOCK]);
    }
    int at = size++;
    for (int up = (at - 1) >> 2; at > 0 && isLess(due, number, up); up = (at - 1) >> 2) {
      set(at, due(up), number(up));
      at = up;
    }
    set(at, due, number);
  }

  void removeFirst() {
    size--;
    if (size > 0) {
      sink(0, due(size), number(size));
    }
    // One spare block stays, so that a size that swings around a border makes no garbage.
    if (blocks.size() > (size >> BLOCK_SHIFT) + 2) {
      blocks.remove(blocks.size() - 1);
    }
  }

  private void sink(int from, long due, long number) {
    int at = from;
    for (int child = firstChild(at); child > 0; child = firstChild(at)) {
      if (isLess(due, number, child)) {
        break;
      }
      set(at, due(child), number(child));
      at = child;
    }
    set(at, due, number);
  }

  /** The lowest child, or 0 if there is none. */
  private int firstChild(int at) {
    int first = 4 * at + 1;
    if (first >= size) {
      return 0;
    }
    for (int i = first + 1; i < Math.min(size, 4 * at + 5); i++) {
      if (isLess(due(i), number(i), first)) {
        first = i;
      }
    }
    return first;
  }

  void forEach(Each each) {
    for (int i = 0; i < size; i++) {
      each.accept(due(i), number(i));
    }
  }

  DueHeap filter(Test test) {
    DueHeap kept = new DueHeap();
    forEach(
        (due, number) -> {
          if (test.test(due, number)) {
            kept.add(due, number);
          }
        });
    return kept;
  }

  private boolean isLess(long due, long number, int than) {
    long other = due(than);
    return due < other || (due == other && number < number(than));
  }

  private long due(int at) {
    return blocks.get(at >> BLOCK_SHIFT)[cell(at)];
  }

  private long number(int at) {
    return blocks.get(at >> BLOCK_SHIFT)[cell(at) + 1];
  }

  private static int cell(int at) {
    return 2 * (at & (BLOCK - 1));
  }

  private void set(int at, long due, long number) {
    long[] block = blocks.get(at >> BLOCK_SHIFT);
    block[cell(at)] = due;
    block[cell(at) + 1] = number;
  }
}
