package io.hotswap.broker.core.state;

import io.hotswap.broker.core.bytes.ByteSink;
import io.hotswap.broker.core.bytes.ByteSource;
import io.hotswap.broker.core.bytes.Codes;
import io.hotswap.broker.core.bytes.Longs;
import io.hotswap.broker.core.fact.Fact;
import io.hotswap.broker.core.index.OffsetBits;

/** What is over for a subscription, and how many messages ended in which way. */
final class Settled {
  private final OffsetBits offsets;
  private final AckMemory memory;
  private long acked;
  private long filtered;
  private long trimmed;
  private final long[] ended = new long[Fact.End.values().length];

  Settled(long start) {
    this(new OffsetBits(start), new AckMemory());
  }

  private Settled(OffsetBits offsets, AckMemory memory) {
    this.offsets = offsets;
    this.memory = memory;
  }

  /** The first offset that is not. */
  long floor() {
    return offsets.floor();
  }

  boolean contains(long offset) {
    return offsets.contains(offset);
  }

  long size() {
    return offsets.size();
  }

  long sizeFrom(long offset) {
    return offsets.sizeFrom(offset);
  }

  boolean remembers(long offset) {
    return memory.remembers(offset);
  }

  boolean ackedBy(long offset, long epoch, int grant) {
    return memory.ackedBy(offset, epoch, grant);
  }

  boolean any(long from, long end) {
    return offsets.any(from, end);
  }

  void ack(long time, long windowMillis, Leases.Run run) {
    offsets.add(run.first().offset(), run.end());
    memory.add(time, windowMillis, run);
    acked += run.size();
  }

  void filter(Longs some) {
    filtered += add(some);
  }

  void end(Fact.End end, Longs some) {
    ended[Codes.of(end)] += add(some);
  }

  void trim(long before) {
    trimmed += offsets.addBelow(before);
  }

  private long add(Longs some) {
    long added = 0;
    for (int i = 0; i < some.size(); i++) {
      added += offsets.add(some.get(i)) ? 1 : 0;
    }
    return added;
  }

  /** Whether each was counted, once. */
  boolean isCounted() {
    long over = acked + filtered + trimmed;
    for (long some : ended) {
      over += some;
    }
    return over == offsets.size();
  }

  long acked() {
    return acked;
  }

  long filtered() {
    return filtered;
  }

  long trimmed() {
    return trimmed;
  }

  long ended(Fact.End end) {
    return ended[Codes.of(end)];
  }

  void write(ByteSink out) {
    offsets.write(out);
    memory.write(out);
    out.number(acked).number(filtered).number(trimmed);
    for (long some : ended) {
      out.number(some);
    }
  }

  static Settled read(ByteSource in, long start) {
    Settled read = new Settled(OffsetBits.read(in, start), AckMemory.read(in));
    read.acked = in.number();
    read.filtered = in.number();
    read.trimmed = in.number();
    for (int i = 0; i < read.ended.length; i++) {
      read.ended[i] = in.number();
    }
    return read;
  }
}
