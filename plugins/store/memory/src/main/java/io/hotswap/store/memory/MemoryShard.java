package io.hotswap.store.memory;

import static io.hotswap.contracts.log.LogException.Kind.FENCED;
import static io.hotswap.contracts.log.LogException.Kind.HELD;
import static io.hotswap.contracts.log.LogException.Kind.OUT_OF_SEQUENCE;

import io.hotswap.contracts.log.LogException;
import io.hotswap.contracts.log.LogStore.ClaimMode;
import io.hotswap.contracts.log.Snapshot;
import io.hotswap.contracts.log.StreamAppend;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** Owner, sequence and snapshots of one shard. Guarded by the log. */
final class MemoryShard {
  private static final int SNAPSHOTS_KEPT = 2;

  private final int id;
  private final TreeMap<Long, Snapshot> snapshots = new TreeMap<>();
  private String owner;
  private long leaseEndMillis;
  private long epoch;
  private long seq;
  private List<Long> lastContent = List.of();

  MemoryShard(int id) {
    this.id = id;
  }

  long claim(String claimant, long ttlMillis, ClaimMode mode, long nowMillis) {
    boolean held = owner != null && nowMillis < leaseEndMillis && !owner.equals(claimant);
    if (held && mode == ClaimMode.IF_FREE) {
      throw new LogException(HELD, "shard " + id + " is held by " + owner + ", epoch " + epoch);
    }
    owner = claimant;
    leaseEndMillis = nowMillis + ttlMillis;
    seq = 0;
    lastContent = List.of();
    return ++epoch;
  }

  void renew(long ownerEpoch, long ttlMillis, long nowMillis) {
    if (ownerEpoch != epoch || owner == null) {
      throw fenced(ownerEpoch);
    }
    leaseEndMillis = nowMillis + ttlMillis;
  }

  void release(long ownerEpoch) {
    if (ownerEpoch == epoch) {
      owner = null;
    }
  }

  void checkEpoch(long ownerEpoch) {
    if (ownerEpoch != epoch || epoch == 0) {
      throw fenced(ownerEpoch);
    }
  }

  /** Whether this repeats the last append; refuses any other step than the next. */
  boolean repeats(long nextSeq, List<StreamAppend> appends) {
    if (nextSeq == seq && seq > 0 && contentOf(appends).equals(lastContent)) {
      return true;
    }
    if (nextSeq != seq + 1) {
      throw new LogException(
          OUT_OF_SEQUENCE, "shard " + id + ": seq " + nextSeq + " (expected: " + (seq + 1) + ")");
    }
    return false;
  }

  void accept(long nextSeq, List<StreamAppend> appends) {
    seq = nextSeq;
    lastContent = contentOf(appends);
  }

  /** Returns by how many bytes the snapshots grew. */
  long save(Snapshot snapshot) {
    long grown = sizeOf(snapshot);
    Snapshot replaced = snapshots.put(snapshot.position(), snapshot);
    grown -= replaced == null ? 0 : sizeOf(replaced);
    while (snapshots.size() > SNAPSHOTS_KEPT) {
      grown -= sizeOf(snapshots.pollFirstEntry().getValue());
    }
    return grown;
  }

  Optional<Snapshot> newestSnapshot() {
    return snapshots.isEmpty() ? Optional.empty() : Optional.of(snapshots.lastEntry().getValue());
  }

  long trimmableFacts() {
    return snapshots.size() < SNAPSHOTS_KEPT ? 0 : snapshots.firstKey();
  }

  static long sizeOf(Snapshot snapshot) {
    return snapshot.chunks().stream().mapToLong(chunk -> chunk.length()).sum();
  }

  private static List<Long> contentOf(List<StreamAppend> appends) {
    List<Long> content = new ArrayList<>();
    for (StreamAppend append : appends) {
      CRC32C crc = new CRC32C();
      ByteBuffer bytes = append.records().bytes();
      crc.update(bytes);
      content.add((long) append.stream().hashCode());
      content.add(append.firstOffset());
      content.add(append.timeMillis());
      content.add((long) append.records().size());
      content.add(crc.getValue());
    }
    return content;
  }

  private LogException fenced(long ownerEpoch) {
    return new LogException(
        FENCED, "shard " + id + ": epoch " + ownerEpoch + " (expected: " + epoch + ")");
  }
}
