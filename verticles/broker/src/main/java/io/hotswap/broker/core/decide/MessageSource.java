package io.hotswap.broker.core.decide;

import io.hotswap.contracts.log.Records;
import java.nio.ByteBuffer;
import java.util.List;

/** Messages of a partition that are at hand. */
@FunctionalInterface
public interface MessageSource {
  /** The record, or null if it must be fetched first. */
  ByteBuffer find(long offset);

  /** The message and what is kept together with it, or null if it must be fetched first. */
  default Block block(long offset) {
    ByteBuffer record = find(offset);
    return record == null ? null : new Block(offset, Records.copyOf(List.of(record)));
  }

  /**
   * Messages at offsets that follow each other.
   *
   * @param first offset of the first one
   */
  record Block(long first, Records records) {
    /** Offset after the last one. */
    public long end() {
      return first + records.count();
    }

    public ByteBuffer get(long offset) {
      return records.get((int) (offset - first));
    }

    ByteBuffer show(ByteBuffer view, long offset) {
      return records.show(view, (int) (offset - first));
    }

    Records some(long from, long to) {
      return records.some((int) (from - first), (int) (to - first));
    }
  }
}
