package io.hotswap.broker.core.state;

import io.hotswap.broker.core.bytes.ByteSink;
import io.hotswap.broker.core.bytes.ByteSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/** How many bytes a partition had before an offset, as fine as what it may keep asks for. */
final class SizeMarks {
  private static final long EVERY_BYTES_MIN = 1 << 10;
  private static final long EVERY_BYTES_MAX = 1 << 20;

  /** Marks within what may be kept: how sharp its bound is. */
  private static final long SHARPNESS = 64;

  private record Mark(long offset, long bytesBefore) {}

  private final Deque<Mark> marks = new ArrayDeque<>();
  private long lastBytes;

  /**
   * Before a publish.
   *
   * @param bytesMax that may be kept, 0 for no bound
   */
  void published(long offset, long bytesBefore, long bytesMax) {
    long every =
        bytesMax == 0
            ? EVERY_BYTES_MAX
            : Math.max(EVERY_BYTES_MIN, Math.min(EVERY_BYTES_MAX, bytesMax / SHARPNESS));
    if (marks.isEmpty() || bytesBefore - lastBytes >= every) {
      marks.add(new Mark(offset, bytesBefore));
      lastBytes = bytesBefore;
    }
  }

  /** Bytes before the last mark at or below the offset; 0 if there is none. */
  long bytesBefore(long offset) {
    long before = 0;
    for (Mark mark : marks) {
      if (mark.offset() > offset) {
        break;
      }
      before = mark.bytesBefore();
    }
    return before;
  }

  /** The first marked offset with at least so many bytes before it, or {@code otherwise}. */
  long offsetWith(long bytesBefore, long otherwise) {
    for (Mark mark : marks) {
      if (mark.bytesBefore() >= bytesBefore) {
        return mark.offset();
      }
    }
    return otherwise;
  }

  /** Keeps the last mark at or below the offset and all above. */
  void trim(long before) {
    Iterator<Mark> all = marks.iterator();
    int below = 0;
    while (all.hasNext() && all.next().offset() <= before) {
      below++;
    }
    for (int i = 1; i < below; i++) {
      marks.removeFirst();
    }
  }

  void write(ByteSink out) {
    out.number(marks.size());
    marks.forEach(mark -> out.number(mark.offset()).number(mark.bytesBefore()));
  }

  static SizeMarks read(ByteSource in) {
    SizeMarks read = new SizeMarks();
    for (int left = in.count(); left > 0; left--) {
      Mark mark = new Mark(in.number(), in.number());
      read.marks.add(mark);
      read.lastBytes = mark.bytesBefore();
    }
    return read;
  }
}
