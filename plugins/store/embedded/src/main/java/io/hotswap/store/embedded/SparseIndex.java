package io.hotswap.store.embedded;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where the runs of a stream begin: about one entry for 16 KiB of the stream or 1 MiB of its
 * segment, in primitive arrays sorted by offset. All blocks of a run lie in one segment, at or
 * behind its position, in the order of their offsets. Not thread-safe.
 */
final class SparseIndex {
  private static final int RUN_BYTES = 16 << 10;
  private static final int RUN_DISTANCE = 1 << 20;
  private static final int INITIAL = 4;

  /** Told of bytes that nobody can read any more, by segment, and of new ones. */
  interface Liveness {
    void stored(int segment, long bytes);

    void died(int segment, long bytes);
  }

  /** One run: records {@code first} .. {@code until}-1. */
  record Run(long first, long until, int segment, int position) {}

  private final Liveness liveness;
  private long[] offsets = new long[INITIAL];
  private long[] times = new long[INITIAL];
  private int[] segments = new int[INITIAL];
  private int[] positions = new int[INITIAL];
  private int[] bytes = new int[INITIAL];
  private int start;
  private int size;

  /** Where the block stored last ended: only what follows it directly may join its run. */
  private long joinsAt = -1;

  SparseIndex(Liveness liveness) {
    this.liveness = liveness;
  }

  /** A block at the end of the stream. */
  void add(long offset, long until, long time, int length, int segment, int position) {
    liveness.stored(segment, length);
    int last = start + size - 1;
    if (last >= start && offset == joinsAt && extendable(last, segment, position)) {
      bytes[last] += length;
    } else {
      insert(start + size, offset, time, length, segment, position);
    }
    joinsAt = until;
  }

  /** A block that was there before, at its new place. */
  void put(long offset, long until, long time, int length, int segment, int position) {
    liveness.stored(segment, length);
    int at = floorOf(offset);
    if (at >= start && offsets[at] == offset) {
      liveness.died(segments[at], bytes[at]);
      times[at] = time;
      segments[at] = segment;
      positions[at] = position;
      bytes[at] = length;
    } else if (at >= start && offset == joinsAt && extendable(at, segment, position)) {
      bytes[at] += length;
    } else {
      insert(at + 1, offset, time, length, segment, position);
    }
    joinsAt = until;
  }

  /** Forgets runs that end at or before {@code first}. */
  void removeBefore(long first, long end) {
    while (size > 0 && (size > 1 ? offsets[start + 1] : end) <= first) {
      liveness.died(segments[start], bytes[start]);
      start++;
      size--;
    }
  }

  Run floor(long offset, long end) {
    int at = floorOf(offset);
    if (at < start) {
      throw new IllegalStateException("offset " + offset + " has no run");
    }
    return run(at, end);
  }

  Run beforeTime(long time, long end) {
    int at = start;
    while (at + 1 < start + size && times[at + 1] < time) {
      at++;
    }
    return size == 0 ? null : run(at, end);
  }

  List<Run> runsIn(int segment, long end) {
    List<Run> runs = new ArrayList<>();
    for (int at = start; at < start + size; at++) {
      if (segments[at] == segment) {
        runs.add(run(at, end));
      }
    }
    return runs;
  }

  private boolean extendable(int at, int segment, int position) {
    return segments[at] == segment
        && bytes[at] < RUN_BYTES
        && position > positions[at]
        && position - positions[at] < RUN_DISTANCE;
  }

  private Run run(int at, long end) {
    long until = at + 1 < start + size ? offsets[at + 1] : end;
    return new Run(offsets[at], until, segments[at], positions[at]);
  }

  /** Index of the last entry at or below the offset, {@code start - 1} if none. */
  private int floorOf(long offset) {
    int found = Arrays.binarySearch(offsets, start, start + size, offset);
    return found >= 0 ? found : -found - 2;
  }

  private void insert(int at, long offset, long time, int length, int segment, int position) {
    int target = at - start;
    makeRoom();
    int to = start + target;
    int moved = size - target;
    System.arraycopy(offsets, to, offsets, to + 1, moved);
    System.arraycopy(times, to, times, to + 1, moved);
    System.arraycopy(segments, to, segments, to + 1, moved);
    System.arraycopy(positions, to, positions, to + 1, moved);
    System.arraycopy(bytes, to, bytes, to + 1, moved);
    offsets[to] = offset;
    times[to] = time;
    segments[to] = segment;
    positions[to] = position;
    bytes[to] = length;
    size++;
  }

  /** Shifts to the front if half is free there, else grows. */
  private void makeRoom() {
    if (start + size < offsets.length) {
      return;
    }
    int capacity = start > offsets.length / 2 ? offsets.length : offsets.length * 2;
    offsets = shifted(offsets, capacity);
    times = shifted(times, capacity);
    segments = shifted(segments, capacity);
    positions = shifted(positions, capacity);
    bytes = shifted(bytes, capacity);
    start = 0;
  }

  private long[] shifted(long[] from, int capacity) {
    long[] to = new long[capacity];
    System.arraycopy(from, start, to, 0, size);
    return to;
  }

  private int[] shifted(int[] from, int capacity) {
    int[] to = new int[capacity];
    System.arraycopy(from, start, to, 0, size);
    return to;
  }
}
