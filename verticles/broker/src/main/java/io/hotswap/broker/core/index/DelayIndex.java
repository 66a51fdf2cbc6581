package io.hotswap.broker.core.index;

import io.hotswap.broker.core.bytes.ByteSink;
import io.hotswap.broker.core.bytes.ByteSource;
import io.hotswap.broker.core.bytes.Longs;
import java.util.function.LongPredicate;

/**
 * The messages of a partition that wait for a time, by number: a hierarchical timer wheel. The
 * outer ring has slots of 2^24 ms (4.7 h), the next of 2^17 ms (2.2 min), the inner of 2^10 ms. A
 * slot that has come is emptied into the next ring, and one of the inner ring into a heap, which
 * alone is in order. So a message costs eight bytes while it is far away and sixteen when it is
 * near, and no step takes longer than one slot does.
 *
 * <p>What is cancelled or has entered leaves a stale entry behind, which goes when its slot is
 * emptied, or when there are more stale ones than others.
 */
public final class DelayIndex {
  /** Numbers must be below. */
  public static final long NUMBER_END = 1L << Wheel.NUMBER_BITS;

  private static final int FAR = 0;
  private static final int NEAR = 2;
  private static final int STALE_MIN = 4096;

  private final NumberSet waiting = new NumberSet();
  private final Wheel[] rings = {
    new Wheel(Wheel.DUE_BITS, Long.MAX_VALUE), new Wheel(17, 0), new Wheel(10, 0)
  };
  private DueHeap heap = new DueHeap();

  /** All that is due before is in the heap. */
  private long heapEnd;

  /** Stale ones included. */
  private long entries;

  private int sweepRing = rings.length;
  private long sweepFrom;

  /** With stale ones: what memory is taken for. */
  long entries() {
    return entries;
  }

  public int size() {
    return waiting.size();
  }

  public boolean contains(long number) {
    return waiting.contains(number);
  }

  /** The lowest number that waits, or {@code otherwise} if none does. */
  public long floor(long otherwise) {
    return waiting.first(otherwise);
  }

  /**
   * @param dueMillis at least 0
   * @param number 0..2^39-1, never one that was there before
   */
  public void add(long dueMillis, long number) {
    if (dueMillis < 0 || number < 0 || number >= NUMBER_END || !waiting.add(number)) {
      throw new IllegalStateException(
          "due " + dueMillis + ", number " + number + " (expected: >= 0, a new one below 2^39)");
    }
    place(dueMillis, number);
    entries++;
  }

  private void place(long due, long number) {
    if (due < heapEnd) {
      heap.add(due, number);
      return;
    }
    int ring = NEAR;
    while (!rings[ring].takes(due)) {
      ring--;
    }
    rings[ring].add(due, number);
  }

  /** It waits no longer, because it was cancelled or has entered; false if it did not wait. */
  public boolean remove(long number) {
    if (!waiting.remove(number)) {
      return false;
    }
    if (entries - waiting.size() > waiting.size() + STALE_MIN) {
      sweep();
    }
    return true;
  }

  /** One slot, or the heap: a step at a time, so that none is long. */
  private void sweep() {
    LongPredicate stays = waiting::contains;
    if (sweepRing == rings.length) {
      DueHeap kept = heap.filter((due, number) -> stays.test(number));
      entries -= heap.size() - kept.size();
      heap = kept;
      sweepRing = FAR;
      sweepFrom = 0;
      return;
    }
    Wheel.Swept swept = rings[sweepRing].sweep(sweepFrom, stays);
    entries -= swept.gone();
    sweepFrom = swept.next();
    if (sweepFrom == Long.MAX_VALUE) {
      sweepRing++;
      sweepFrom = 0;
    }
  }

  /**
   * No waiting message is due earlier, {@link Long#MAX_VALUE} if there is none. The due time of the
   * first one, or that of one that was before it and waits no longer.
   */
  public long firstDue() {
    dropStale();
    long first = heap.size() > 0 ? heap.firstDue() : Long.MAX_VALUE;
    for (Wheel ring : rings) {
      first = Math.min(first, ring.firstDue());
    }
    return first;
  }

  /**
   * The numbers of messages whose time has come, in order of (due, number), at most {@code max};
   * they still wait until they are removed.
   */
  public Longs due(long nowMillis, int max) {
    Longs.Builder numbers = new Longs.Builder();
    long[] dues = new long[Math.min(max, waiting.size())];
    while (numbers.size() < dues.length && nextIsDue(nowMillis)) {
      dues[numbers.size()] = heap.firstDue();
      numbers.add(heap.firstNumber());
      heap.removeFirst();
    }
    Longs found = numbers.build();
    for (int i = 0; i < found.size(); i++) {
      heap.add(dues[i], found.get(i));
    }
    return found;
  }

  /** Whether the first of the heap is due, once slots have been emptied as far as need be. */
  private boolean nextIsDue(long now) {
    while (true) {
      dropStale();
      if (heap.size() > 0) {
        return heap.firstDue() <= now;
      }
      int ring = NEAR;
      while (ring >= FAR && rings[ring].start() == Long.MAX_VALUE) {
        ring--;
      }
      if (ring < FAR || rings[ring].start() > now) {
        return false;
      }
      pour(ring);
    }
  }

  private void pour(int ring) {
    if (ring < NEAR) {
      rings[ring].pour(rings[ring + 1]);
      return;
    }
    heapEnd =
        rings[NEAR].pour(
            (due, number) -> {
              if (waiting.contains(number)) {
                heap.add(due, number);
              } else {
                entries--;
              }
            });
  }

  private void dropStale() {
    while (heap.size() > 0 && !waiting.contains(heap.firstNumber())) {
      heap.removeFirst();
      entries--;
    }
  }

  public void write(ByteSink out) {
    out.number(waiting.size());
    Writing writing = new Writing(out);
    // The heap lies in no order of its own: a copy of it is emptied.
    DueHeap near = heap.filter((due, number) -> waiting.contains(number));
    while (near.size() > 0) {
      writing.accept(near.firstDue(), near.firstNumber());
      near.removeFirst();
    }
    for (int ring = NEAR; ring >= FAR; ring--) {
      rings[ring].forEachSorted(writing);
    }
  }

  /** Writes pairs as distances from the one before, those that still wait. */
  private final class Writing implements DueHeap.Each {
    private final ByteSink out;
    private long lastDue;
    private long lastNumber;

    Writing(ByteSink out) {
      this.out = out;
    }

    @Override
    public void accept(long due, long number) {
      if (waiting.contains(number)) {
        out.number(due - lastDue).signed(number - lastNumber);
        lastDue = due;
        lastNumber = number;
      }
    }
  }

  public static DelayIndex read(ByteSource in) {
    DelayIndex index = new DelayIndex();
    long due = 0;
    long number = 0;
    for (int left = in.count(); left > 0; left--) {
      due += in.number();
      number += in.signed();
      index.add(due, number);
    }
    return index;
  }
}
