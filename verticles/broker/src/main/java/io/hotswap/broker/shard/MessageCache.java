package io.hotswap.broker.shard;

import io.hotswap.broker.core.decide.MessageSource;
import io.hotswap.broker.core.state.PartitionId;
import io.hotswap.contracts.log.LogStore;
import io.hotswap.contracts.log.StoredRecord;
import io.hotswap.contracts.log.StreamId;
import io.hotswap.contracts.message.Hashing;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Messages of a shard at hand: those published last, and those fetched last. Two rooms, so that a
 * reader of old messages does not lose them to a busy publisher before it took them.
 */
final class MessageCache {
  private static final int FETCH_RECORDS_MAX = 1000;
  private static final int FETCH_BYTES_MAX = 512 << 10;
  private static final int FEW_RECORDS_MAX = 16;
  private static final int FEW_BYTES_MAX = 32 << 10;
  private static final int ENTRY_BYTES = 128;

  private record Key(PartitionId partition, long offset) {

    /**
     * Offsets follow each other, so that a scan walks through the table; partitions begin anywhere,
     * or those of one shard would collide offset by offset.
     */
    @Override
    public int hashCode() {
      long begin = Hashing.mix(partition.topicUid() * 1_000_003 + partition.partition());
      return (int) (begin >>> 32) + (int) offset;
    }
  }

  /** Bounded by bytes, first in first out; the newest is always kept. */
  private static final class Room {
    private final Map<Key, ByteBuffer> records = new LinkedHashMap<>();
    private final long bytesMax;
    private long bytes;

    Room(long bytesMax) {
      this.bytesMax = bytesMax;
    }

    void put(Key key, ByteBuffer record) {
      ByteBuffer old = records.put(key, record);
      bytes += record.remaining() - (old == null ? -ENTRY_BYTES : old.remaining());
      Iterator<ByteBuffer> eldest = records.values().iterator();
      while (bytes > bytesMax && records.size() > 1) {
        bytes -= eldest.next().remaining() + ENTRY_BYTES;
        eldest.remove();
      }
    }
  }

  private final LogStore store;
  private final int shard;
  private final Room tail;
  private final Room loaded;
  private final Map<Key, Future<Void>> fetching = new HashMap<>();

  MessageCache(LogStore store, int shard, long tailBytes, long loadedBytes) {
    this.store = store;
    this.shard = shard;
    this.tail = new Room(tailBytes);
    this.loaded = new Room(loadedBytes);
  }

  void published(PartitionId partition, long offset, ByteBuffer record) {
    tail.put(new Key(partition, offset), record);
  }

  ByteBuffer find(PartitionId partition, long offset) {
    Key key = new Key(partition, offset);
    ByteBuffer record = tail.records.get(key);
    return record == null ? loaded.records.get(key) : record;
  }

  MessageSource of(PartitionId partition) {
    return offset -> find(partition, offset);
  }

  /** Fetches the messages from an offset on; one fetch at a time for the same. */
  Future<Void> fetch(PartitionId partition, long offset) {
    return fetch(partition, offset, FETCH_RECORDS_MAX, FETCH_BYTES_MAX);
  }

  /** The same for a message that was given back: its neighbours are unlikely to be wanted. */
  Future<Void> fetchFew(PartitionId partition, long offset) {
    return fetch(partition, offset, FEW_RECORDS_MAX, FEW_BYTES_MAX);
  }

  private Future<Void> fetch(PartitionId partition, long offset, int recordsMax, int bytesMax) {
    Key key = new Key(partition, offset);
    Future<Void> running = fetching.get(key);
    if (running != null) {
      return running;
    }
    StreamId stream = StreamId.messages(shard, partition.topicUid(), partition.partition());
    Future<Void> fetch =
        store
            .read(stream, offset, recordsMax, bytesMax)
            .map(
                records -> {
                  if (records.isEmpty() || records.get(0).offset() != offset) {
                    throw new IllegalStateException(
                        "message " + offset + " of " + stream + " is not in the log");
                  }
                  for (StoredRecord record : records) {
                    loaded.put(new Key(partition, record.offset()), record.bytes());
                  }
                  return null;
                });
    if (!fetch.isComplete()) {
      fetching.put(key, fetch);
      fetch.onComplete(done -> fetching.remove(key));
    }
    return fetch;
  }

  /** One message, from wherever it is. */
  Future<ByteBuffer> get(PartitionId partition, long offset) {
    ByteBuffer record = find(partition, offset);
    return record != null
        ? Future.succeededFuture(record)
        : fetchFew(partition, offset).map(done -> find(partition, offset));
  }
}
