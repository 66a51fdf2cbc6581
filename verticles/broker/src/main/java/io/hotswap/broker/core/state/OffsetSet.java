package io.hotswap.broker.core.state;

import io.hotswap.broker.core.bytes.ByteSink;
import io.hotswap.broker.core.bytes.ByteSource;
import java.util.Map;
import java.util.TreeMap;

/** Offsets from a start on: everything below a floor, and ranges above it. */
final class OffsetSet {
  private final long start;
  private long floor;
  private long above;

  /** From (inclusive) to end (exclusive); neither touching each other nor the floor. */
  private final TreeMap<Long, Long> ranges = new TreeMap<>();

  OffsetSet(long start) {
    this.start = start;
    this.floor = start;
  }

  /** The first offset that is not in the set. */
  long floor() {
    return floor;
  }

  long size() {
    return floor - start + above;
  }

  boolean contains(long offset) {
    if (offset < floor) {
      return offset >= start;
    }
    Map.Entry<Long, Long> range = ranges.floorEntry(offset);
    return range != null && offset < range.getValue();
  }

  /** False if it was there. */
  boolean add(long offset) {
    if (contains(offset)) {
      return false;
    }
    if (offset < start) {
      throw new IllegalStateException("offset: " + offset + " (expected: >= " + start + ")");
    }
    if (offset == floor) {
      raise();
      return true;
    }
    above++;
    long from = offset;
    long end = offset + 1;
    Map.Entry<Long, Long> left = ranges.floorEntry(offset);
    if (left != null && left.getValue() == offset) {
      from = left.getKey();
    }
    Long right = ranges.remove(end);
    ranges.put(from, right == null ? end : right);
    return true;
  }

  /** Adds everything below {@code before}; returns how many were not in it. */
  long addBelow(long before) {
    if (before <= floor) {
      return 0;
    }
    long added = before - floor;
    floor = before;
    for (Map.Entry<Long, Long> range = ranges.firstEntry();
        range != null && range.getKey() <= floor;
        range = ranges.firstEntry()) {
      ranges.pollFirstEntry();
      long length = range.getValue() - range.getKey();
      above -= length;
      added -= Math.min(range.getValue(), before) - range.getKey();
      floor = Math.max(floor, range.getValue());
    }
    return added;
  }

  /** How many at or above the offset are in it. */
  long sizeFrom(long offset) {
    long size = Math.max(0, floor - Math.max(start, offset));
    Map.Entry<Long, Long> left = ranges.lowerEntry(offset);
    if (left != null) {
      size += Math.max(0, left.getValue() - offset);
    }
    for (Map.Entry<Long, Long> range : ranges.tailMap(offset, true).entrySet()) {
      size += range.getValue() - range.getKey();
    }
    return size;
  }

  private void raise() {
    floor++;
    Map.Entry<Long, Long> first = ranges.firstEntry();
    if (first != null && first.getKey() == floor) {
      ranges.pollFirstEntry();
      above -= first.getValue() - first.getKey();
      floor = first.getValue();
    }
  }

  void write(ByteSink out) {
    out.number(floor - start).number(ranges.size());
    long last = floor;
    for (Map.Entry<Long, Long> range : ranges.entrySet()) {
      out.number(range.getKey() - last).number(range.getValue() - range.getKey());
      last = range.getValue();
    }
  }

  static OffsetSet read(ByteSource in, long start) {
    OffsetSet set = new OffsetSet(start);
    set.floor = start + in.number();
    long last = set.floor;
    for (int left = in.count(); left > 0; left--) {
      long from = last + in.number();
      last = from + in.number();
      set.ranges.put(from, last);
      set.above += last - from;
    }
    return set;
  }
}
