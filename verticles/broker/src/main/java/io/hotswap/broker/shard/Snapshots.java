package io.hotswap.broker.shard;

import io.hotswap.broker.core.fact.FactCodec;
import io.hotswap.broker.core.state.Partition;
import io.hotswap.broker.core.state.PartitionId;
import io.hotswap.broker.core.state.Sections;
import io.hotswap.broker.core.state.ShardState;
import io.hotswap.contracts.log.LogStore;
import io.hotswap.contracts.log.Snapshot;
import io.hotswap.contracts.log.StreamId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Saves an owner's state from time to time and lets go of what the log no longer needs. */
final class Snapshots {
  private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

  /** Dropped partitions whose messages are trimmed once more, in case a crash came between. */
  private static final int DROPPED_AGAIN = 16;

  private final LogStore store;
  private final int shard;
  private final long epoch;
  private final int factsMax;
  private final int bytesMax;
  private long facts;
  private long factBytes;
  private long bytes;

  /** Of the last snapshot: a big state is not written again after a few small facts. */
  private long lastBytes;

  private boolean saving;

  Snapshots(ShardServices services, int shard, long epoch) {
    this.store = services.store();
    this.shard = shard;
    this.epoch = epoch;
    this.factsMax = services.config().snapshotFacts();
    this.bytesMax = services.config().snapshotBytes();
  }

  /** Adds to the batch, when it is time, that a snapshot of the state right after it be saved. */
  void consider(Batch batch, ShardState state) {
    facts += batch.outbox.facts().size();
    bytes += batch.outbox.bytes();
    batch.outbox.facts().forEach(fact -> factBytes += fact.remaining());
    boolean enoughFacts = facts >= factsMax && factBytes >= lastBytes / 2;
    if (saving || (!enoughFacts && bytes < bytesMax)) {
      return;
    }
    saving = true;
    facts = 0;
    factBytes = 0;
    bytes = 0;
    Snapshot snapshot = snapshot(shard, state);
    lastBytes = 0;
    snapshot.chunks().forEach(chunk -> lastBytes += chunk.length());
    Map<StreamId, Long> settled = settled(state);
    Set<PartitionId> gone = state.dropped().latest(DROPPED_AGAIN).keySet();
    batch.effect(() -> save(snapshot, settled, gone));
  }

  static Snapshot snapshot(int shard, ShardState state) {
    byte[] all = Sections.snapshot(state);
    List<Buffer> chunks = new ArrayList<>();
    for (int at = 0; at < all.length; at += Snapshot.CHUNK_BYTES_MAX) {
      int end = Math.min(all.length, at + Snapshot.CHUNK_BYTES_MAX);
      chunks.add(Buffer.buffer(end - at).appendBytes(all, at, end - at));
    }
    return new Snapshot(shard, state.position(), FactCodec.LEVEL, chunks);
  }

  static ShardState restore(Snapshot snapshot) {
    if (snapshot.level() != FactCodec.LEVEL) {
      throw new IllegalArgumentException(
          "snapshot level: " + snapshot.level() + " (expected: " + FactCodec.LEVEL + ")");
    }
    Buffer all = Buffer.buffer();
    snapshot.chunks().forEach(all::appendBuffer);
    return Sections.restore(all.getBytes());
  }

  /** Lets go of the messages of a dropped partition. */
  void dropped(PartitionId id) {
    forget(List.of(id)).onFailure(e -> complain("forget " + id, e));
  }

  private Future<Void> forget(Collection<PartitionId> gone) {
    List<Future<Void>> forgotten = new ArrayList<>();
    for (PartitionId id : gone) {
      forgotten.add(store.forget(shard, epoch, messages(id)));
      StreamId delayed = StreamId.scheduled(shard, id.topicUid(), id.partition());
      forgotten.add(store.forget(shard, epoch, delayed));
    }
    return Future.all(forgotten).mapEmpty();
  }

  private void save(Snapshot snapshot, Map<StreamId, Long> settled, Set<PartitionId> gone) {
    store
        .saveSnapshot(epoch, snapshot)
        .compose(saved -> store.trimmableFacts(shard))
        .compose(before -> store.trim(shard, epoch, StreamId.facts(shard), before))
        .compose(trimmed -> trim(settled))
        .compose(trimmed -> forget(gone))
        .onComplete(
            done -> saving = false,
            cause -> {
              saving = false;
              complain("snapshot at " + snapshot.position(), cause);
            });
  }

  private Future<Void> trim(Map<StreamId, Long> before) {
    List<Future<Void>> trims = new ArrayList<>();
    before.forEach((stream, offset) -> trims.add(store.trim(shard, epoch, stream, offset)));
    return Future.all(trims).mapEmpty();
  }

  /** What a queue has settled is gone, and of the others what retention let go of. */
  private Map<StreamId, Long> settled(ShardState state) {
    Map<StreamId, Long> settled = new HashMap<>();
    for (Partition partition : state.partitions()) {
      PartitionId id = partition.id();
      if (partition.keptFrom() > 0) {
        settled.put(messages(id), partition.keptFrom());
      }
      if (partition.delayed() != null && partition.delayed().floor() > 0) {
        settled.put(
            StreamId.scheduled(shard, id.topicUid(), id.partition()), partition.delayed().floor());
      }
    }
    return settled;
  }

  private StreamId messages(PartitionId id) {
    return StreamId.messages(shard, id.topicUid(), id.partition());
  }

  private void complain(String what, Throwable cause) {
    LOG.warn("shard {}: {} failed, it will be tried again: {}", shard, what, cause.toString());
  }
}
