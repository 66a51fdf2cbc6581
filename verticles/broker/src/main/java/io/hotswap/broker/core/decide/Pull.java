package io.hotswap.broker.core.decide;

import io.hotswap.broker.core.bytes.Longs;
import io.hotswap.broker.core.decide.MessageSource.Block;
import io.hotswap.broker.core.state.Lease;
import io.hotswap.contracts.log.Records;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a pull found.
 *
 * @param missing offsets it wanted and that were not at hand
 * @param unfinished whether it stopped looking only because it had looked at enough for one go
 * @param settled whether the messages were acked by handing them over
 */
public record Pull(List<Run> runs, Longs missing, boolean unfinished, boolean settled) {

  /** Leases alike of messages at offsets that follow each other. */
  public record Run(Lease first, Records records) {}

  /** A lease with its message. */
  public record Taken(Lease lease, ByteBuffer record) {}

  public boolean isEmpty() {
    return runs.isEmpty();
  }

  /** Messages taken. */
  public int count() {
    int count = 0;
    for (Run run : runs) {
      count += run.records().count();
    }
    return count;
  }

  /** One by one. */
  public List<Taken> taken() {
    List<Taken> taken = new ArrayList<>();
    for (Run run : runs) {
      for (int i = 0; i < run.records().count(); i++) {
        taken.add(new Taken(run.first().at(run.first().offset() + i), run.records().get(i)));
      }
    }
    return taken;
  }

  /** Part of a block, as far as it was taken. */
  static final class Piece {
    private final Block block;
    private final long from;
    private long end;

    /** Whether the next message may become part of it. */
    private final boolean open;

    Piece(Block block, long from, long end, boolean open) {
      this.block = block;
      this.from = from;
      this.end = end;
      this.open = open;
    }

    boolean isContinuedBy(Block other, long offset) {
      return open && end == offset && block.records() == other.records();
    }

    void grow() {
      end++;
    }

    long from() {
      return from;
    }

    Records records() {
      return block.some(from, end);
    }
  }
}
