package io.hotswap.store.memory;

import io.hotswap.contracts.log.LogException;
import io.hotswap.contracts.log.StoredRecord;
import io.hotswap.contracts.log.StreamAppend;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One stream: blocks as appended, by the offset of their first record. Guarded by the log. */
final class MemoryStream {
  private record Block(long first, long timeMillis, List<ByteBuffer> records, long bytes) {}

  private final TreeMap<Long, Block> blocks = new TreeMap<>();
  private long first;
  private long end;
  private long lastTimeMillis;

  long first() {
    return first;
  }

  long end() {
    return end;
  }

  /** Refuses what does not follow; {@code end} and {@code time} are those of this append so far. */
  static void checkFollows(StreamAppend append, long end, long timeMillis) {
    if (append.firstOffset() != end) {
      throw new LogException(
          LogException.Kind.OUT_OF_SEQUENCE,
          append.stream() + ": offset " + append.firstOffset() + " (expected: " + end + ")");
    }
    if (append.timeMillis() < timeMillis) {
      throw new LogException(
          LogException.Kind.OUT_OF_SEQUENCE,
          append.stream() + ": time " + append.timeMillis() + " (expected: >= " + timeMillis + ")");
    }
  }

  long lastTimeMillis() {
    return lastTimeMillis;
  }

  void append(StreamAppend append) {
    lastTimeMillis = append.timeMillis();
    if (append.records().count() > 0) {
      List<ByteBuffer> records = append.records().toList();
      blocks.put(end, new Block(end, lastTimeMillis, records, append.records().size()));
      end += records.size();
    }
  }

  List<StoredRecord> read(long from, int maxRecords, long maxBytes) {
    if (from < first) {
      throw new LogException(
          LogException.Kind.TRIMMED, "from: " + from + " (expected: >= " + first + ")");
    }
    if (from > end) {
      throw new IllegalArgumentException("from: " + from + " (expected: <= " + end + ")");
    }
    List<StoredRecord> found = new ArrayList<>();
    Long floor = blocks.floorKey(from);
    long bytes = 0;
    for (Block block : floor == null ? List.<Block>of() : blocks.tailMap(floor).values()) {
      for (int i = (int) Math.max(0, from - block.first()); i < block.records().size(); i++) {
        ByteBuffer record = block.records().get(i);
        bytes += record.remaining();
        if (found.size() == maxRecords || (bytes > maxBytes && !found.isEmpty())) {
          return found;
        }
        found.add(new StoredRecord(block.first() + i, record.duplicate()));
      }
    }
    return found;
  }

  long offsetAt(long timeMillis) {
    for (Block block : blocks.values()) {
      if (block.timeMillis() >= timeMillis) {
        return Math.max(block.first(), first);
      }
    }
    return end;
  }

  /** Returns the bytes freed: a block goes when its last record does. */
  long trim(long before) {
    first = Math.max(first, before);
    long freed = 0;
    Map.Entry<Long, Block> oldest = blocks.firstEntry();
    while (oldest != null && oldest.getKey() + oldest.getValue().records().size() <= first) {
      freed += oldest.getValue().bytes();
      blocks.pollFirstEntry();
      oldest = blocks.firstEntry();
    }
    return freed;
  }
}
