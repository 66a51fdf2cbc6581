package io.hotswap.store.embedded;

import io.hotswap.contracts.log.StreamId;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;

/** All shards and streams: what recovery rebuilds and every group changes. */
final class LogState implements Recovery.EntrySink {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final ShardState[] shards;
  private final SparseIndex.Liveness liveness;
  private final ConcurrentHashMap<StreamId, StreamLog> streams = new ConcurrentHashMap<>();

  LogState(int count, SparseIndex.Liveness liveness) {
    this.liveness = liveness;
    this.shards = new ShardState[count];
    for (int i = 0; i < count; i++) {
      shards[i] = new ShardState(i);
    }
  }

  int count() {
    return shards.length;
  }

  ShardState shard(int id) {
    if (id < 0 || id >= shards.length) {
      throw new IllegalArgumentException(
          "shard: " + id + " (expected: 0.." + (shards.length - 1) + ")");
    }
    return shards[id];
  }

  Collection<StreamLog> streams() {
    return streams.values();
  }

  StreamLog stream(StreamId id) {
    return streams.computeIfAbsent(id, key -> new StreamLog(key, liveness));
  }

  /** The stream is gone for good, and with it what every new segment would have to say of it. */
  void forget(StreamId id) {
    StreamLog gone = streams.remove(id);
    if (gone != null) {
      gone.freeAll();
    }
  }

  boolean knows(StreamId id) {
    return streams.containsKey(id);
  }

  /** Does not remember a stream only because somebody asked for it. */
  StreamLog readable(StreamId id) {
    shard(id.shard());
    StreamLog known = streams.get(id);
    return known == null ? new StreamLog(id, liveness) : known;
  }

  /** Appends of a shard follow what is durable again. The shard's lock is held. */
  void forgetPending(int shard) {
    for (StreamLog stream : streams.values()) {
      if (stream.id().shard() == shard) {
        stream.forgetPending();
      }
    }
  }

  /** What a new segment begins with, so that the segments before it can be dropped. */
  byte[] checkpoint() {
    int entries = shards.length + streams.size();
    ByteBuffer out = ByteBuffer.allocate(entries * Layout.ENTRY_HEADER);
    for (ShardState shard : shards) {
      synchronized (shard) {
        put(
            out,
            Layout.SHARD,
            StreamId.facts(shard.id()),
            0,
            shard.durableFingerprint(),
            shard.claimedEpoch(),
            shard.durableSeq());
      }
    }
    for (StreamLog stream : streams.values()) {
      // NB: one that was added since is empty, so nothing is lost by leaving it out.
      if (out.remaining() >= Layout.ENTRY_HEADER) {
        put(
            out,
            Layout.STREAM,
            stream.id(),
            stream.first(),
            stream.lastTimeMillis(),
            0,
            stream.end());
      }
    }
    return java.util.Arrays.copyOf(out.array(), out.position());
  }

  private static void put(
      ByteBuffer out, byte type, StreamId id, long first, long time, long epoch, long seq) {
    Layout.putEntry(out, Layout.Entry.bare(type, id, first, time, epoch, seq), NOTHING);
  }

  @Override
  public void entry(Layout.Entry entry, int crc, int segment, int position) {
    ShardState shard = shard(entry.stream().shard());
    synchronized (shard) {
      switch (entry.type()) {
        case Layout.APPENDED -> {
          boolean same = entry.seq() == shard.durableSeq() && entry.epoch() == shard.claimedEpoch();
          long before = same ? shard.durableFingerprint() : 0;
          shard.restore(entry.epoch(), entry.seq(), AppendEncoder.mix(before, crc));
          stream(entry.stream()).stored(entry, segment, position);
        }
        case Layout.CLAIMED -> shard.restore(entry.epoch(), 0, 0);
        case Layout.TRIMMED -> {
          stream(entry.stream()).hideBefore(entry.first());
          stream(entry.stream()).freeTrimmed();
        }
        case Layout.FORGOTTEN -> forget(entry.stream());
        case Layout.RELOCATED -> stream(entry.stream()).relocated(entry, segment, position);
        case Layout.SHARD -> shard.restore(entry.epoch(), entry.seq(), entry.timeMillis());
        case Layout.STREAM ->
            stream(entry.stream()).restore(entry.first(), entry.seq(), entry.timeMillis());
        default ->
            throw new IllegalStateException(
                "entry type: " + entry.type() + " (expected: 1..7), segment " + segment);
      }
    }
  }

  /** Recovery is done: appends follow what was found. */
  void recovered() {
    for (ShardState shard : shards) {
      synchronized (shard) {
        forgetPending(shard.id());
      }
    }
  }
}
