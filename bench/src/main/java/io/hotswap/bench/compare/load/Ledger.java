package io.hotswap.bench.compare.load;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/** Which numbers of each producer one group has received: a bit for each. */
final class Ledger {
  private static final int PAGE_BITS = 20;
  private static final int PAGES = 1 << 10;

  /** Numbers a producer may use. */
  static final long NUMBERS_MAX = (long) PAGES << PAGE_BITS;

  private final AtomicReferenceArray<AtomicLongArray> pages;
  private final LongAdder received = new LongAdder();
  private final LongAdder duplicates = new LongAdder();

  Ledger(int producers) {
    pages = new AtomicReferenceArray<>(producers * PAGES);
  }

  /** Whether it came for the first time. */
  boolean first(int producer, long number) {
    AtomicLongArray page = page(producer * PAGES + (int) (number >>> PAGE_BITS));
    int word = (int) (number & ((1 << PAGE_BITS) - 1)) >>> 6;
    long bit = 1L << (number & 63);
    boolean first = (page.getAndAccumulate(word, bit, (was, one) -> was | one) & bit) == 0;
    received.increment();
    if (!first) {
      duplicates.increment();
    }
    return first;
  }

  private AtomicLongArray page(int at) {
    AtomicLongArray page = pages.get(at);
    if (page == null) {
      pages.compareAndSet(at, null, new AtomicLongArray(1 << (PAGE_BITS - 6)));
      page = pages.get(at);
    }
    return page;
  }

  /** All that came, again and again included. */
  long received() {
    return received.sum();
  }

  long duplicates() {
    return duplicates.sum();
  }

  long unique() {
    return received.sum() - duplicates.sum();
  }
}
