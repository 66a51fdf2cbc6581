package io.hotswap.broker.core.index;

import io.hotswap.broker.core.bytes.ByteSink;
import io.hotswap.broker.core.bytes.ByteSource;

/**
 * At which offset a message entered its partition that is called by another number, because it
 * waited for its time. Those that entered below a floor are forgotten.
 */
public final class Aliases {
  private static final int WIDTH = 2;
  private static final int CLEANED_PER_TRIM = 4;

  private final LongTable table = new LongTable(WIDTH, (cells, row) -> isKept(cells[row + 1]));
  private long floor;
  private int cleaned;

  private boolean isKept(long offset) {
    return offset >= floor;
  }

  /** A number has at most one offset. */
  public void put(long number, long offset) {
    if (number < 0 || offset < floor) {
      throw new IllegalStateException(
          "number " + number + " at " + offset + " (expected: >= 0 at >= " + floor + ")");
    }
    table.add(number + 1, offset);
  }

  /** Where the message is, or -1 if that is not known. */
  public long offsetOf(long number) {
    Long offset = table.find(number + 1, (cells, row) -> cells[row + 1]);
    return offset == null ? -1 : offset;
  }

  /** Forgets what entered below an offset. Memory follows over the next calls. */
  public void trim(long before) {
    if (before > floor) {
      floor = before;
      for (int i = 0; i < CLEANED_PER_TRIM; i++) {
        table.clean(cleaned);
        cleaned = (cleaned + 1) % LongTable.PARTS;
      }
    }
  }

  public void write(ByteSink out) {
    long[] keys = table.sortedKeys();
    out.number(floor).number(keys.length);
    long lastKey = 0;
    long lastOffset = floor;
    for (long key : keys) {
      long offset = offsetOf(key - 1);
      out.number(key - lastKey).signed(offset - lastOffset);
      lastKey = key;
      lastOffset = offset;
    }
  }

  public static Aliases read(ByteSource in) {
    Aliases aliases = new Aliases();
    aliases.floor = in.number();
    int count = in.count();
    long key = 0;
    long offset = aliases.floor;
    for (; count > 0; count--) {
      key += in.number();
      offset += in.signed();
      aliases.put(key - 1, offset);
    }
    return aliases;
  }
}
