package io.hotswap.broker.core.state;

import io.hotswap.broker.core.bytes.ByteSink;
import io.hotswap.broker.core.bytes.ByteSource;
import io.hotswap.broker.core.bytes.Longs;
import io.hotswap.contracts.message.Limits;
import java.util.Arrays;

/**
 * Which messages of a partition have which priority, as runs of neighbours that have the same. A
 * partition whose messages all have the default priority is one run.
 */
public final class Lanes {
  private final Lane[] lanes = new Lane[Limits.PRIORITY_MAX + 1];

  Lanes() {
    Arrays.setAll(lanes, priority -> new Lane());
  }

  /** The first message of that priority at or after {@code from}, or -1. */
  public long next(int priority, long from) {
    return lanes[priority].next(from);
  }

  /** All that were published before priorities mattered had the default one. */
  void publishedBefore(long first, long end) {
    if (end > first) {
      lanes[Limits.PRIORITY_DEFAULT].add(first, end - first);
    }
  }

  /** Appends {@code count} messages from {@code offset} on; empty priorities are default ones. */
  void published(long offset, int count, Longs priorities) {
    if (priorities.isEmpty()) {
      lanes[Limits.PRIORITY_DEFAULT].add(offset, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      lanes[(int) priorities.get(i)].add(offset + i, 1);
    }
  }

  /** Lets go of runs that end at or before the offset. */
  void trim(long before) {
    for (Lane lane : lanes) {
      lane.trim(before);
    }
  }

  void write(ByteSink out) {
    for (Lane lane : lanes) {
      lane.write(out);
    }
  }

  static Lanes read(ByteSource in) {
    Lanes lanes = new Lanes();
    for (Lane lane : lanes.lanes) {
      lane.read(in);
    }
    return lanes;
  }

  /** Runs in order, as pairs of first and end (exclusive), 16 bytes each. */
  private static final class Lane {
    private static final long[] NONE = {};

    private long[] runs = NONE;
    private int from;
    private int to;

    void add(long offset, long count) {
      if (to > from && runs[to - 1] == offset) {
        runs[to - 1] = offset + count;
        return;
      }
      if (to == runs.length) {
        int live = to - from;
        long[] room = live * 2 >= runs.length ? new long[Math.max(8, live * 2)] : runs;
        System.arraycopy(runs, from, room, 0, live);
        runs = room;
        from = 0;
        to = live;
      }
      runs[to++] = offset;
      runs[to++] = offset + count;
    }

    long next(long wanted) {
      int low = from / 2;
      int high = to / 2;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (runs[2 * middle + 1] <= wanted) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return 2 * low >= to ? -1 : Math.max(wanted, runs[2 * low]);
    }

    void trim(long before) {
      while (from < to && runs[from + 1] <= before) {
        from += 2;
      }
      if (from < to && runs[from] < before) {
        runs[from] = before;
      }
    }

    void write(ByteSink out) {
      out.number((to - from) / 2);
      long last = 0;
      for (int i = from; i < to; i++) {
        out.number(runs[i] - last);
        last = runs[i];
      }
    }

    void read(ByteSource in) {
      to = 2 * in.countOf(2);
      runs = new long[Math.max(8, to)];
      long last = 0;
      for (int i = 0; i < to; i++) {
        last += in.number();
        runs[i] = last;
      }
    }
  }

  /** Which lane a message is in: asked only where priorities are known to matter. */
  static int priorityOf(Lanes lanes, long offset) {
    for (int priority = Limits.PRIORITY_MAX; lanes != null && priority >= 0; priority--) {
      if (lanes.next(priority, offset) == offset) {
        return priority;
      }
    }
    return Limits.PRIORITY_DEFAULT;
  }
}
