package io.hotswap.store.redis;

import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.log.StoredRecord;
import io.hotswap.contracts.log.StreamId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The newest durable blocks, so that what was just written is not fetched. Any thread. */
final class BlockCache {
  private record Place(StreamId stream, long first, int size) {}

  private static final class Tail {
    final TreeMap<Long, Records> blocks = new TreeMap<>();
    long floor;
  }

  private final long bytesMax;
  private final Map<StreamId, Tail> tails = new HashMap<>();
  private final Deque<Place> oldest = new ArrayDeque<>();
  private long bytes;

  BlockCache(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /**
   * Keeps a block if there is room for it.
   *
   * @param floor first offset that may still be read
   */
  synchronized void put(StreamId stream, long first, Records records, long floor) {
    if (records.size() > bytesMax || records.count() == 0) {
      return;
    }
    Tail tail = tails.computeIfAbsent(stream, ignored -> new Tail());
    tail.floor = Math.max(tail.floor, floor);
    if (tail.blocks.putIfAbsent(first, records) == null) {
      oldest.add(new Place(stream, first, records.size()));
      bytes += records.size();
    }
    while (bytes > bytesMax) {
      Place gone = oldest.remove();
      bytes -= gone.size;
      remove(gone);
    }
  }

  /** What is here from an offset on, without a gap; empty if that offset is not here. */
  synchronized List<StoredRecord> read(StreamId stream, long from, int maxRecords, long maxBytes) {
    Tail tail = tails.get(stream);
    if (tail == null || from < tail.floor || tail.blocks.floorKey(from) == null) {
      return List.of();
    }
    Cutter cutter = new Cutter(from, maxRecords, maxBytes);
    for (Map.Entry<Long, Records> block :
        tail.blocks.tailMap(tail.blocks.floorKey(from)).entrySet()) {
      if (!cutter.take(block.getKey(), block.getValue())) {
        break;
      }
    }
    return cutter.records();
  }

  /** Nothing below is read from here any more. */
  synchronized void trim(StreamId stream, long before) {
    Tail tail = tails.get(stream);
    if (tail != null) {
      tail.floor = Math.max(tail.floor, before);
    }
  }

  synchronized void forget(StreamId stream) {
    tails.remove(stream);
  }

  private void remove(Place place) {
    Tail tail = tails.get(place.stream);
    if (tail != null) {
      tail.blocks.remove(place.first);
      if (tail.blocks.isEmpty()) {
        tails.remove(place.stream);
      }
    }
  }

  /** Cuts single records out of blocks that follow one another. */
  static final class Cutter {
    private final List<StoredRecord> records = new ArrayList<>();
    private final int maxRecords;
    private long bytesLeft;
    private long next;

    Cutter(long from, int maxRecords, long maxBytes) {
      this.next = from;
      this.maxRecords = maxRecords;
      this.bytesLeft = maxBytes;
    }

    /** Returns false if there is no more room, or if the block does not follow. */
    boolean take(long first, Records block) {
      if (next < first || next >= first + block.count()) {
        return false;
      }
      for (int i = (int) (next - first); i < block.count(); i++) {
        StoredRecord record = new StoredRecord(next, block.get(i));
        bytesLeft -= record.bytes().remaining();
        if (records.size() == maxRecords || (bytesLeft < 0 && !records.isEmpty())) {
          return false;
        }
        records.add(record);
        next++;
      }
      return true;
    }

    List<StoredRecord> records() {
      return records;
    }
  }
}
