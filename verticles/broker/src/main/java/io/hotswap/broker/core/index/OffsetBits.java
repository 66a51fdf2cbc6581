package io.hotswap.broker.core.index;

import io.hotswap.broker.core.bytes.ByteSink;
import io.hotswap.broker.core.bytes.ByteSource;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/**
 * Offsets from a start on: everything below a floor, and some above it. Costs at most an eighth of
 * a byte for each offset between the floor and the highest one, and next to nothing where there are
 * none, or no gaps.
 */
public final class OffsetBits {
  private final long start;
  private long floor;
  private long above;

  /** By offset / 65,536; null while there are none. What a page has below the floor is stale. */
  private TreeMap<Long, Page> pages;

  public OffsetBits(long start) {
    this.start = start;
    this.floor = start;
  }

  /** The first offset that is not in the set. */
  public long floor() {
    return floor;
  }

  /** How many are in the set. */
  public long size() {
    return floor - start + above;
  }

  public boolean contains(long offset) {
    if (offset < floor) {
      return offset >= start;
    }
    Page page = page(offset);
    return page != null && page.contains(low(offset));
  }

  /** False if it was there. */
  public boolean add(long offset) {
    if (offset < start) {
      throw new IllegalStateException("offset: " + offset + " (expected: >= " + start + ")");
    }
    if (offset < floor) {
      return false;
    }
    if (offset == floor) {
      floor++;
      settle();
      return true;
    }
    if (pages == null) {
      pages = new TreeMap<>();
    }
    if (!pages.computeIfAbsent(offset >> Page.SHIFT, key -> new Page()).add(low(offset))) {
      return false;
    }
    above++;
    return true;
  }

  /** Adds all from one offset to before another. */
  public void add(long from, long end) {
    if (from < start) {
      throw new IllegalStateException("offset: " + from + " (expected: >= " + start + ")");
    }
    if (from <= floor) {
      addBelow(end);
      return;
    }
    if (pages == null) {
      pages = new TreeMap<>();
    }
    for (long at = from; at < end; at = (at | (Page.BITS - 1)) + 1) {
      Page page = pages.computeIfAbsent(at >> Page.SHIFT, key -> new Page());
      above += page.add(low(at), last(at, end));
    }
  }

  /** Whether any from one offset to before another is in the set. */
  public boolean any(long from, long end) {
    if (Math.max(from, start) < Math.min(end, floor)) {
      return true;
    }
    for (long at = Math.max(from, floor); pages != null && at < end; ) {
      Page page = page(at);
      if (page != null && page.any(low(at), last(at, end))) {
        return true;
      }
      at = (at | (Page.BITS - 1)) + 1;
    }
    return false;
  }

  /** Within the page of an offset: where it ends, or the range. */
  private static int last(long at, long end) {
    return (int) Math.min(Page.BITS, end - (at & -Page.BITS));
  }

  /** Adds all that are below {@code end}; returns how many of them were not in the set. */
  public long addBelow(long end) {
    if (end <= floor) {
      return 0;
    }
    long before = size();
    if (pages != null) {
      for (Map.Entry<Long, Page> entry : pages.headMap(end >> Page.SHIFT, true).entrySet()) {
        long base = entry.getKey() << Page.SHIFT;
        int from = (int) Math.max(0, floor - base);
        above -= entry.getValue().count(from, (int) Math.min(Page.BITS, end - base));
      }
    }
    floor = end;
    settle();
    return size() - before;
  }

  /** How many at or above the offset are in the set. */
  public long sizeFrom(long offset) {
    if (offset <= floor || pages == null) {
      return Math.max(0, floor - Math.max(start, offset)) + above;
    }
    long size = 0;
    for (Map.Entry<Long, Page> entry : pages.tailMap(offset >> Page.SHIFT, true).entrySet()) {
      long base = entry.getKey() << Page.SHIFT;
      Page page = entry.getValue();
      boolean whole = base >= offset;
      size += whole ? page.count() : page.count(low(offset), Page.BITS);
    }
    return size;
  }

  /** The lowest offset that is not in the set and at least {@code from}. */
  public long absent(long from) {
    long at = Math.max(from, floor);
    for (Page page = page(at); page != null; page = page(at)) {
      int next = page.absent(low(at));
      at = (at & -Page.BITS) + next;
      if (next < Page.BITS) {
        break;
      }
    }
    return at;
  }

  /** Lets the floor rise over what follows it. */
  private void settle() {
    if (pages == null) {
      return;
    }
    long next = absent(floor);
    above -= next - floor;
    floor = next;
    while (!pages.isEmpty() && pages.firstKey() < floor >> Page.SHIFT) {
      pages.pollFirstEntry();
    }
    if (pages.isEmpty()) {
      pages = null;
    }
  }

  private Page page(long offset) {
    return pages == null ? null : pages.get(offset >> Page.SHIFT);
  }

  private static int low(long offset) {
    return (int) offset & (Page.BITS - 1);
  }

  public void write(ByteSink out) {
    out.number(floor - start);
    int count = 0;
    long last = floor >> Page.SHIFT;
    ByteSink body = new ByteSink();
    if (pages != null) {
      for (Map.Entry<Long, Page> entry : pages.entrySet()) {
        long base = entry.getKey() << Page.SHIFT;
        int from = (int) Math.max(0, floor - base);
        if (from < Page.BITS && entry.getValue().present(from) < Page.BITS) {
          body.number(entry.getKey() - last);
          entry.getValue().write(body, from);
          last = entry.getKey();
          count++;
        }
      }
    }
    out.number(count).block(body.toBytes());
  }

  public static OffsetBits read(ByteSource in, long start) {
    OffsetBits set = new OffsetBits(start);
    set.floor = start + in.number();
    int count = in.count();
    ByteSource body = new ByteSource(ByteBuffer.wrap(in.block()));
    long last = set.floor >> Page.SHIFT;
    for (; count > 0; count--) {
      last += body.number();
      Page page = Page.read(body);
      if (set.pages == null) {
        set.pages = new TreeMap<>();
      }
      set.pages.put(last, page);
      set.above += page.count();
    }
    body.end();
    return set;
  }
}
