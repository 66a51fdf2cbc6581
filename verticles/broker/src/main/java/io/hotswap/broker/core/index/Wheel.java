package io.hotswap.broker.core.index;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongPredicate;

/**
 * One ring of a hierarchical timer wheel: slots of equal length, each a pile in no order. It takes
 * what is due before its end; a ring further in takes what is nearer.
 *
 * <p>An entry is one long: the low {@value #DUE_BITS} bits of its due time, then its number. Slots
 * are at most that long, so the slot says the rest of the time.
 */
final class Wheel {
  static final int DUE_BITS = 24;
  static final int NUMBER_BITS = 39;
  private static final long DUE_MASK = (1L << DUE_BITS) - 1;
  private static final long NUMBER_MASK = (1L << NUMBER_BITS) - 1;

  private final int shift;
  private final TreeMap<Long, Pile> slots = new TreeMap<>();
  private long end;

  /** The slot added to last: neighbours in time often come together. */
  private long lastKey = -1;

  private Pile lastSlot;

  /** With slots of 2^shift ms, up to a time that is not part of it. */
  Wheel(int shift, long end) {
    this.shift = shift;
    this.end = end;
  }

  boolean takes(long due) {
    return due < end;
  }

  void add(long due, long number) {
    long key = due >> shift;
    if (key != lastKey) {
      lastSlot = slots.computeIfAbsent(key, k -> new Pile());
      lastKey = key;
    }
    lastSlot.add(((due & DUE_MASK) << NUMBER_BITS) | number);
  }

  /** When the first slot starts; never above {@link #firstDue}. */
  long start() {
    return slots.isEmpty() ? Long.MAX_VALUE : slots.firstKey() << shift;
  }

  /** Nothing here is due earlier. */
  long firstDue() {
    return slots.isEmpty() ? Long.MAX_VALUE : due(start(), slots.firstEntry().getValue().min());
  }

  /** Empties the first slot into a nearer ring, which then takes all up to the slot's end. */
  void pour(Wheel nearer) {
    nearer.end = (slots.firstKey() + 1) << shift;
    pour(nearer::add);
  }

  /** Empties the first slot; returns when it ended. */
  long pour(DueHeap.Each each) {
    Map.Entry<Long, Pile> first = slots.pollFirstEntry();
    lastKey = -1;
    lastSlot = null;
    each(first.getKey() << shift, first.getValue(), each);
    return (first.getKey() + 1) << shift;
  }

  /** Slot by slot in order of time; within one in order of (due, number). */
  void forEachSorted(DueHeap.Each each) {
    slots.forEach(
        (key, slot) -> {
          long[] sorted = slot.toArray();
          Arrays.sort(sorted);
          for (long entry : sorted) {
            each.accept(due(key << shift, entry), entry & NUMBER_MASK);
          }
        });
  }

  /**
   * Lets go of entries whose number fails the test in the first slot at or after a time; returns
   * when the next slot starts, or {@link Long#MAX_VALUE} if there is none.
   */
  Swept sweep(long from, LongPredicate stays) {
    Map.Entry<Long, Pile> entry = slots.ceilingEntry(from >> shift);
    if (entry == null) {
      return new Swept(0, Long.MAX_VALUE);
    }
    Pile kept = entry.getValue().filter(e -> stays.test(e & NUMBER_MASK));
    int gone = entry.getValue().size() - kept.size();
    if (kept.size() == 0) {
      slots.remove(entry.getKey());
    } else if (gone > 0) {
      slots.put(entry.getKey(), kept);
    }
    lastKey = -1;
    lastSlot = null;
    return new Swept(gone, (entry.getKey() + 1) << shift);
  }

  /** What a sweep let go of, and where the next one goes on. */
  record Swept(int gone, long next) {}

  private static void each(long start, Pile slot, DueHeap.Each each) {
    slot.forEach(entry -> each.accept(due(start, entry), entry & NUMBER_MASK));
  }

  private static long due(long start, long entry) {
    return (start & ~DUE_MASK) | (entry >>> NUMBER_BITS);
  }
}
