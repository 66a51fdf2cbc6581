package io.hotswap.broker.shard;

import io.hotswap.broker.core.decide.MessageSource;
import io.hotswap.broker.core.decide.MessageSource.Block;
import io.hotswap.broker.core.state.PartitionId;
import io.hotswap.contracts.log.LogStore;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.log.StoredRecord;
import io.hotswap.contracts.log.StreamId;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Messages of a shard at hand, in the blocks in which they were published or read: those published
 * last, and those fetched last. Two rooms, so that a reader of old messages does not lose them to a
 * busy publisher before it took them.
 */
final class MessageCache {
  private static final int FETCH_RECORDS_MAX = 1000;
  private static final int FETCH_BYTES_MAX = 512 << 10;
  private static final int FEW_RECORDS_MAX = 16;
  private static final int FEW_BYTES_MAX = 32 << 10;
  private static final int BLOCK_BYTES = 256;

  private record Key(PartitionId partition, long offset) {}

  /**
   * Bounded by bytes, which it may share with others, first in first out; the newest block is
   * always kept.
   */
  private static final class Room {
    private final Map<PartitionId, NavigableMap<Long, Block>> blocks = new HashMap<>();
    private final Set<Key> order = new LinkedHashSet<>();
    private final long bytesMax;
    private final AtomicLong used;
    private long bytes;
    private long put;

    Room(long bytesMax, AtomicLong used) {
      this.bytesMax = bytesMax;
      this.used = used;
    }

    void put(PartitionId partition, Block block) {
      Block old = blocks.computeIfAbsent(partition, p -> new TreeMap<>()).put(block.first(), block);
      if (old == null) {
        order.add(new Key(partition, block.first()));
      }
      count(bytesOf(block) - (old == null ? 0 : bytesOf(old)));
      put++;
      while (used.get() > bytesMax && order.size() > 1) {
        evict(order.iterator().next());
      }
    }

    /** Lets go of what ends before an offset. */
    void passed(PartitionId partition, long before) {
      NavigableMap<Long, Block> own = blocks.get(partition);
      while (own != null && !own.isEmpty() && own.firstEntry().getValue().end() <= before) {
        evict(new Key(partition, own.firstKey()));
        own = blocks.get(partition);
      }
    }

    /** Half of what nobody adds to any more goes when room is short. */
    void rest() {
      if (put == 0 && used.get() > bytesMax / 2) {
        long most = bytes / 2;
        while (bytes > most) {
          evict(order.iterator().next());
        }
      }
      put = 0;
    }

    void clear() {
      blocks.clear();
      order.clear();
      count(-bytes);
    }

    private void count(long more) {
      bytes += more;
      used.addAndGet(more);
    }

    private void evict(Key one) {
      order.remove(one);
      NavigableMap<Long, Block> own = blocks.get(one.partition());
      count(-bytesOf(own.remove(one.offset())));
      if (own.isEmpty()) {
        blocks.remove(one.partition());
      }
    }

    Block find(PartitionId partition, long offset) {
      NavigableMap<Long, Block> own = blocks.get(partition);
      Map.Entry<Long, Block> entry = own == null ? null : own.floorEntry(offset);
      return entry == null || offset >= entry.getValue().end() ? null : entry.getValue();
    }

    private static long bytesOf(Block block) {
      Records records = block.records();
      return BLOCK_BYTES
          + (long) records.size()
          + records.packedSize()
          + (long) Integer.BYTES * records.count();
    }
  }

  private final LogStore store;
  private final int shard;
  private final Room tail;
  private final Room loaded;
  private final Map<Key, Future<Void>> fetching = new HashMap<>();

  /**
   * A cache of one owner.
   *
   * @param tailUsed bytes of what was published last, in all caches that share {@code tailBytes}
   */
  MessageCache(LogStore store, int shard, long tailBytes, AtomicLong tailUsed, long loadedBytes) {
    this.store = store;
    this.shard = shard;
    this.tail = new Room(tailBytes, tailUsed);
    this.loaded = new Room(loadedBytes, new AtomicLong());
  }

  /** Now and then: lets others have room that is not needed here. */
  void rest() {
    tail.rest();
  }

  /** When its owner is one no longer. */
  void clear() {
    tail.clear();
    loaded.clear();
  }

  void published(PartitionId partition, long firstOffset, Records records) {
    tail.put(partition, new Block(firstOffset, records));
  }

  /** Nobody wants what came before: kept, it would make the collector copy it for nothing. */
  void passed(PartitionId partition, long offset) {
    tail.passed(partition, offset);
  }

  ByteBuffer find(PartitionId partition, long offset) {
    Block block = block(partition, offset);
    return block == null ? null : block.get(offset);
  }

  private Block block(PartitionId partition, long offset) {
    Block block = tail.find(partition, offset);
    return block == null ? loaded.find(partition, offset) : block;
  }

  MessageSource of(PartitionId partition) {
    return new MessageSource() {
      @Override
      public ByteBuffer find(long offset) {
        return MessageCache.this.find(partition, offset);
      }

      @Override
      public Block block(long offset) {
        return MessageCache.this.block(partition, offset);
      }
    };
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
                  loaded.put(partition, block(offset, records));
                  return null;
                });
    if (!fetch.isComplete()) {
      fetching.put(key, fetch);
      fetch.onComplete(done -> fetching.remove(key));
    }
    return fetch;
  }

  /** What was read, as far as no offset is missing in it. */
  private static Block block(long first, List<StoredRecord> records) {
    List<ByteBuffer> some = new ArrayList<>(records.size());
    for (StoredRecord record : records) {
      if (record.offset() != first + some.size()) {
        break;
      }
      some.add(record.bytes());
    }
    return new Block(first, Records.copyOf(some));
  }

  /** One message, from wherever it is. */
  Future<ByteBuffer> get(PartitionId partition, long offset) {
    ByteBuffer record = find(partition, offset);
    return record != null
        ? Future.succeededFuture(record)
        : fetchFew(partition, offset).map(done -> find(partition, offset));
  }
}
