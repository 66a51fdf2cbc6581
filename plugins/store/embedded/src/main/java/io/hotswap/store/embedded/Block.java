package io.hotswap.store.embedded;

import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.log.StoredRecord;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A run of records in memory, as encoded for the log; only one that is not packed can be collected.
 *
 * @param bytes holds the entry at {@code at}; nobody writes it
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody, copied by nobody
record Block(Layout.Entry entry, byte[] bytes, int at) {
  /** How many records there are in these from {@code from} on, but not more than a bound. */
  static int count(List<Block> blocks, long from, int max) {
    long count = 0;
    for (Block block : blocks) {
      count +=
          block.entry().first() + block.entry().count() - Math.max(from, block.entry().first());
    }
    return (int) Math.min(max, count);
  }

  /**
   * Adds its records from {@code from} on to {@code out} until a bound is reached; returns the
   * bytes that are left, or -1 when one was reached.
   */
  long collect(long from, int maxRecords, long bytesLeft, List<StoredRecord> out) {
    ByteBuffer view = ByteBuffer.wrap(bytes);
    int position = at + Layout.ENTRY_HEADER;
    long left = bytesLeft;
    for (long offset = entry.first(); offset < entry.first() + entry.count(); offset++) {
      int length = view.getInt(position);
      if (offset >= from) {
        if (out.size() == maxRecords || (length > left && !out.isEmpty())) {
          return -1;
        }
        left -= length;
        out.add(new StoredRecord(offset, view.slice(position + Records.LENGTH_BYTES, length)));
      }
      position += Records.LENGTH_BYTES + length;
    }
    return Math.max(0, left);
  }
}
