package io.hotswap.store.embedded;

import io.hotswap.contracts.log.LogException;
import io.hotswap.contracts.log.StreamId;
import java.util.ArrayDeque;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One stream: its bounds, the sparse index into segments, and the newest blocks in memory.
 *
 * <p>What is durable is guarded by this object; {@code next…} is what accepted appends will make of
 * it and belongs to the shard's lock.
 */
final class StreamLog {
  private final StreamId id;
  private final SparseIndex index;
  private final TreeMap<Long, Block> cached = new TreeMap<>();
  private final List<Follow> follows = new CopyOnWriteArrayList<>();
  private long first;
  private volatile long end;
  private long lastTimeMillis;
  long nextOffset;
  long nextTimeMillis;

  StreamLog(StreamId id, SparseIndex.Liveness liveness) {
    this.id = id;
    this.index = new SparseIndex(liveness);
  }

  StreamId id() {
    return id;
  }

  synchronized long first() {
    return first;
  }

  long end() {
    return end;
  }

  synchronized long lastTimeMillis() {
    return lastTimeMillis;
  }

  List<Follow> follows() {
    return follows;
  }

  /** A block became durable at the end of the stream. */
  synchronized void stored(Layout.Entry block, int segment, int position) {
    end = block.first() + block.count();
    int length = block.paddedLength();
    index.add(block.first(), end, block.timeMillis(), length, segment, position);
    lastTimeMillis = block.timeMillis();
    if (end <= first) {
      index.removeBefore(first, end);
    }
  }

  /** A block that was stored before is now also here. */
  synchronized void relocated(Layout.Entry block, int segment, int position) {
    long until = block.first() + block.count();
    if (until > first) {
      int length = block.paddedLength();
      index.put(block.first(), until, block.timeMillis(), length, segment, position);
      index.removeBefore(first, end);
    }
  }

  /** As a checkpoint says. */
  synchronized void restore(long newFirst, long newEnd, long timeMillis) {
    first = Math.max(first, newFirst);
    end = newEnd;
    lastTimeMillis = timeMillis;
    index.removeBefore(first, end);
  }

  /** Durable state becomes what the next append follows; the shard's lock is held. */
  void forgetPending() {
    nextOffset = end;
    nextTimeMillis = lastTimeMillis();
  }

  /** Reads below {@code before} fail from now on. */
  synchronized void hideBefore(long before) {
    first = Math.max(first, before);
  }

  /** Space below the first offset is let go of; only after that is durable. */
  synchronized void freeTrimmed() {
    index.removeBefore(first, end);
  }

  /** All of its space is let go of. */
  synchronized void freeAll() {
    hideBefore(end);
    freeTrimmed();
  }

  synchronized void checkReadable(long from) {
    if (from < first) {
      throw new LogException(
          LogException.Kind.TRIMMED, id + ": from " + from + " (expected: >= " + first + ")");
    }
    if (from > end || from < 0) {
      throw new IllegalArgumentException("from: " + from + " (expected: <= " + end + ")");
    }
  }

  /** Where to look for a record below the end that is not trimmed. */
  synchronized SparseIndex.Run locate(long offset) {
    checkReadable(offset);
    return index.floor(offset, end);
  }

  /** The last run that begins before the time, or the first one. */
  synchronized SparseIndex.Run locateTime(long timeMillis) {
    return index.beforeTime(timeMillis, end);
  }

  synchronized List<SparseIndex.Run> runsIn(int segment) {
    return index.runsIn(segment, end);
  }

  synchronized void cache(Block block) {
    cached.put(block.entry().first(), block);
  }

  synchronized void uncache(Block block) {
    cached.remove(block.entry().first(), block);
  }

  /** The newest blocks from the one that holds {@code offset} on; empty if it is not in memory. */
  synchronized List<Block> cachedFrom(long offset, int bytesMax) {
    var floor = cached.floorEntry(offset);
    if (floor == null || !floor.getValue().entry().holds(id, offset)) {
      return List.of();
    }
    ArrayDeque<Block> found = new ArrayDeque<>();
    long bytes = 0;
    for (Block block : cached.tailMap(floor.getKey()).values()) {
      found.add(block);
      bytes += block.entry().length();
      if (bytes > bytesMax + (long) floor.getValue().entry().length()) {
        break;
      }
    }
    return List.copyOf(found);
  }
}
