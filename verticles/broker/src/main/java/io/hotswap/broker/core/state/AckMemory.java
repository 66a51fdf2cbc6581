package io.hotswap.broker.core.state;

import io.hotswap.broker.core.bytes.ByteSink;
import io.hotswap.broker.core.bytes.ByteSource;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Which grant acked a message, for at least a window of fact time: two generations, the older of
 * which is let go when the younger has lasted that long.
 */
final class AckMemory {
  private static final long WINDOW_MILLIS_MIN = 600_000;

  /** Neighbours acked alike; {@code end} is exclusive. */
  private record Run(long end, long epoch, int grant) {
    boolean alike(long otherEpoch, int otherGrant) {
      return epoch == otherEpoch && grant == otherGrant;
    }
  }

  private NavigableMap<Long, Run> young = new TreeMap<>();
  private NavigableMap<Long, Run> old = new TreeMap<>();
  private long youngSince;

  static long windowMillis(long ackDeadlineMillis) {
    return Math.max(2 * ackDeadlineMillis, WINDOW_MILLIS_MIN);
  }

  void add(long time, long windowMillis, Leases.Run acked) {
    if (time - youngSince >= windowMillis) {
      old = young;
      young = new TreeMap<>();
      youngSince = time;
    }
    Lease lease = acked.first();
    long from = lease.offset();
    long end = acked.end();
    Map.Entry<Long, Run> left = young.floorEntry(from);
    if (left != null
        && left.getValue().end() == from
        && left.getValue().alike(lease.epoch(), lease.grant())) {
      from = left.getKey();
    }
    Run right = young.get(end);
    if (right != null && right.alike(lease.epoch(), lease.grant())) {
      young.remove(end);
      end = right.end();
    }
    young.put(from, new Run(end, lease.epoch(), lease.grant()));
  }

  boolean remembers(long offset) {
    return find(offset) != null;
  }

  boolean ackedBy(long offset, long epoch, int grant) {
    Run run = find(offset);
    return run != null && run.alike(epoch, grant);
  }

  private Run find(long offset) {
    Run run = find(young, offset);
    return run == null ? find(old, offset) : run;
  }

  private static Run find(NavigableMap<Long, Run> runs, long offset) {
    Map.Entry<Long, Run> entry = runs.floorEntry(offset);
    return entry == null || offset >= entry.getValue().end() ? null : entry.getValue();
  }

  void write(ByteSink out) {
    out.number(youngSince);
    write(out, young);
    write(out, old);
  }

  private static void write(ByteSink out, NavigableMap<Long, Run> runs) {
    out.number(runs.size());
    long last = 0;
    for (Map.Entry<Long, Run> entry : runs.entrySet()) {
      Run run = entry.getValue();
      out.number(entry.getKey() - last).number(run.end() - entry.getKey());
      out.number(run.epoch()).number(run.grant());
      last = run.end();
    }
  }

  static AckMemory read(ByteSource in) {
    AckMemory memory = new AckMemory();
    memory.youngSince = in.number();
    read(in, memory.young);
    read(in, memory.old);
    return memory;
  }

  private static void read(ByteSource in, NavigableMap<Long, Run> runs) {
    long last = 0;
    for (int left = in.count(); left > 0; left--) {
      long from = last + in.number();
      last = from + in.number();
      runs.put(from, new Run(last, in.number(), in.count()));
    }
  }
}
