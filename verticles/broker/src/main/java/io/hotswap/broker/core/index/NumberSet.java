package io.hotswap.broker.core.index;

import java.util.TreeMap;

/** A set of numbers from 0 on that come and go; cheap where they lie close together. */
final class NumberSet {
  private final TreeMap<Long, Page> pages = new TreeMap<>();
  private int size;

  int size() {
    return size;
  }

  boolean contains(long number) {
    Page page = pages.get(number >> Page.SHIFT);
    return page != null && page.contains(low(number));
  }

  boolean add(long number) {
    Page page = pages.computeIfAbsent(number >> Page.SHIFT, key -> new Page());
    boolean added = page.add(low(number));
    size += added ? 1 : 0;
    return added;
  }

  boolean remove(long number) {
    Page page = pages.get(number >> Page.SHIFT);
    if (page == null || !page.remove(low(number))) {
      return false;
    }
    size--;
    if (page.count() == 0) {
      pages.remove(number >> Page.SHIFT);
    }
    return true;
  }

  /** The lowest of them, or {@code otherwise} if there are none. */
  long first(long otherwise) {
    return pages.isEmpty()
        ? otherwise
        : (pages.firstKey() << Page.SHIFT) + pages.firstEntry().getValue().present(0);
  }

  private static int low(long number) {
    return (int) number & (Page.BITS - 1);
  }
}
