package io.hotswap.simulation.world;

import io.hotswap.contracts.log.StoredRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** One durable stream. What is trimmed cannot be read, but is kept for whoever judges. */
final class SimStream {
  private final List<byte[]> records = new ArrayList<>();
  private final List<Long> times = new ArrayList<>();
  private long first;

  long first() {
    return first;
  }

  long end() {
    return records.size();
  }

  void add(long timeMillis, ByteBuffer record) {
    byte[] copy = new byte[record.remaining()];
    record.duplicate().get(copy);
    records.add(copy);
    times.add(timeMillis);
  }

  void trim(long before) {
    first = Math.max(first, Math.min(before, end()));
  }

  /** Also of what is trimmed. */
  ByteBuffer at(long offset) {
    return ByteBuffer.wrap(records.get((int) offset).clone());
  }

  long offsetAt(long timeMillis) {
    long offset = first;
    while (offset < end() && times.get((int) offset) < timeMillis) {
      offset++;
    }
    return offset;
  }

  List<StoredRecord> page(long from, int maxRecords, int maxBytes) {
    List<StoredRecord> page = new ArrayList<>();
    int bytes = 0;
    for (long o = from; o < end() && page.size() < maxRecords && bytes < maxBytes; o++) {
      byte[] record = records.get((int) o).clone();
      bytes += record.length;
      page.add(new StoredRecord(o, ByteBuffer.wrap(record)));
    }
    return page;
  }
}
