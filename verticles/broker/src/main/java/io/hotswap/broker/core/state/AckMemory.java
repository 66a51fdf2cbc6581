package io.hotswap.broker.core.state;

import io.hotswap.broker.core.bytes.ByteSink;
import io.hotswap.broker.core.bytes.ByteSource;
import java.util.Map;
import java.util.TreeMap;

/**
 * Remembers which receipts were acked, so that repeating an ack is answered like the first time.
 *
 * <p>Offsets and lease sequences that grow together are one range. There are two generations: when
 * the newer is as old as the time to remember, by the time of facts, it becomes the older.
 */
final class AckMemory {
  /** A generation with more ranges than this ends early: memory is bounded before time is. */
  static final int RANGES_MAX = 1 << 18;

  private record Run(long seq, long epoch, long count) {
    boolean continuedBy(long distance, long otherSeq, long otherEpoch) {
      return distance == count && otherSeq == seq + count && otherEpoch == epoch;
    }
  }

  private TreeMap<Long, Run> newer = new TreeMap<>();
  private TreeMap<Long, Run> older = new TreeMap<>();
  private long newerSince;

  void remember(long offset, long epoch, long seq, long now, long keepMillis) {
    turnOver(now, keepMillis);
    long start = offset;
    Run run = new Run(seq, epoch, 1);
    Map.Entry<Long, Run> before = newer.floorEntry(offset);
    if (before != null && before.getValue().continuedBy(offset - before.getKey(), seq, epoch)) {
      start = before.getKey();
      run = new Run(before.getValue().seq(), epoch, before.getValue().count() + 1);
    }
    Run after = newer.get(offset + 1);
    if (after != null && after.seq() == seq + 1 && after.epoch() == epoch) {
      newer.remove(offset + 1);
      run = new Run(run.seq(), epoch, run.count() + after.count());
    }
    newer.put(start, run);
  }

  boolean remembers(long offset, long epoch, long seq) {
    return holds(newer, offset, epoch, seq) || holds(older, offset, epoch, seq);
  }

  private static boolean holds(TreeMap<Long, Run> runs, long offset, long epoch, long seq) {
    Map.Entry<Long, Run> entry = runs.floorEntry(offset);
    if (entry == null) {
      return false;
    }
    Run run = entry.getValue();
    long distance = offset - entry.getKey();
    return distance < run.count() && run.epoch() == epoch && run.seq() + distance == seq;
  }

  private void turnOver(long now, long keepMillis) {
    long age = now - newerSince;
    if (age < keepMillis && newer.size() < RANGES_MAX) {
      return;
    }
    older = age >= 2 * keepMillis ? new TreeMap<>() : newer;
    newer = new TreeMap<>();
    newerSince = now;
  }

  void write(ByteSink out) {
    out.number(newerSince);
    write(out, newer);
    write(out, older);
  }

  private static void write(ByteSink out, TreeMap<Long, Run> runs) {
    out.number(runs.size());
    runs.forEach(
        (offset, run) ->
            out.number(offset).number(run.seq()).number(run.epoch()).number(run.count()));
  }

  static AckMemory read(ByteSource in) {
    AckMemory memory = new AckMemory();
    memory.newerSince = in.number();
    memory.newer = readRuns(in);
    memory.older = readRuns(in);
    return memory;
  }

  private static TreeMap<Long, Run> readRuns(ByteSource in) {
    TreeMap<Long, Run> runs = new TreeMap<>();
    for (int left = in.count(); left > 0; left--) {
      runs.put(in.number(), new Run(in.number(), in.number(), in.number()));
    }
    return runs;
  }
}
