package io.hotswap.broker.core.state;

import io.hotswap.broker.core.bytes.ByteSink;
import io.hotswap.broker.core.bytes.ByteSource;
import java.util.Map;
import java.util.TreeMap;

/** A set of offsets as a floor, below which all are in, and ranges above it. */
public final class OffsetRanges {
  private final TreeMap<Long, Long> ranges = new TreeMap<>();
  private long floor;
  private long above;

  OffsetRanges(long floor) {
    this.floor = floor;
  }

  /** All offsets below are in the set. */
  public long floor() {
    return floor;
  }

  /** How many offsets are in the set at or above the floor. */
  long above() {
    return above;
  }

  public boolean contains(long offset) {
    if (offset < floor) {
      return true;
    }
    Map.Entry<Long, Long> range = ranges.floorEntry(offset);
    return range != null && offset < range.getValue();
  }

  /** Adds one that is not in yet. */
  void add(long offset) {
    long start = offset;
    long end = offset + 1;
    Map.Entry<Long, Long> before = ranges.floorEntry(offset);
    if (before != null && before.getValue() == offset) {
      start = before.getKey();
    }
    Long after = ranges.remove(end);
    if (after != null) {
      end = after;
    }
    above++;
    if (start == floor) {
      ranges.remove(start);
      floor = end;
      above -= end - start;
    } else {
      ranges.put(start, end);
    }
  }

  void write(ByteSink out) {
    out.number(floor).number(ranges.size());
    long last = floor;
    for (Map.Entry<Long, Long> range : ranges.entrySet()) {
      out.number(range.getKey() - last).number(range.getValue() - range.getKey());
      last = range.getValue();
    }
  }

  static OffsetRanges read(ByteSource in) {
    OffsetRanges read = new OffsetRanges(in.number());
    long last = read.floor;
    for (int left = in.count(); left > 0; left--) {
      long start = last + in.number();
      last = start + in.number();
      read.ranges.put(start, last);
      read.above += last - start;
    }
    return read;
  }
}
