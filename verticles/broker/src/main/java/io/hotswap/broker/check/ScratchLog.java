package io.hotswap.broker.check;

import io.hotswap.contracts.log.Claim;
import io.hotswap.contracts.log.Durability;
import io.hotswap.contracts.log.Follower;
import io.hotswap.contracts.log.LogException;
import io.hotswap.contracts.log.LogException.Kind;
import io.hotswap.contracts.log.LogStore;
import io.hotswap.contracts.log.Snapshot;
import io.hotswap.contracts.log.StoredRecord;
import io.hotswap.contracts.log.StreamAppend;
import io.hotswap.contracts.log.StreamId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A log in memory that keeps the store's contract as far as a self-check needs it: leases do not
 * expire, times are not indexed. It is private to whoever made it and gone with it.
 */
public class ScratchLog implements LogStore {
  private static final class Stream {
    long first;
    final List<StoredRecord> records = new ArrayList<>();
    final List<Long> times = new ArrayList<>();

    long end() {
      return first + records.size();
    }

    /** The first offset with that time or a later one. */
    long at(long timeMillis) {
      int index = 0;
      while (index < times.size() && times.get(index) < timeMillis) {
        index++;
      }
      return first + index;
    }
  }

  private static final class Ownership {
    long epoch;
    long seq;
    String holder;
    final List<Snapshot> snapshots = new ArrayList<>();
  }

  private final int shards;
  private final Map<StreamId, Stream> streams = new HashMap<>();
  private final Map<Integer, Ownership> owners = new HashMap<>();
  private final List<ScratchFollow> follows = new ArrayList<>();

  public ScratchLog(int shards) {
    this.shards = shards;
  }

  @Override
  public Durability durability() {
    return Durability.MEMORY;
  }

  @Override
  public int shards() {
    return shards;
  }

  @Override
  public Future<Claim> claim(int shard, String owner, Duration ttl, ClaimMode mode) {
    return answer(
        () -> {
          Ownership o = owner(shard);
          if (o.holder != null && mode == ClaimMode.IF_FREE) {
            throw new LogException(Kind.HELD, "shard " + shard + " is held by " + o.holder);
          }
          o.holder = owner;
          o.epoch++;
          o.seq = 0;
          return new Claim(shard, o.epoch, stream(StreamId.facts(shard)).end());
        });
  }

  /** Whether somebody owns the shard. */
  public synchronized boolean isHeld(int shard) {
    return owner(shard).holder != null;
  }

  @Override
  public Future<Void> renew(int shard, long epoch, Duration ttl) {
    return answer(
        () -> {
          requireCurrent(shard, epoch);
          return null;
        });
  }

  @Override
  public Future<Void> release(int shard, long epoch) {
    return answer(
        () -> {
          if (owner(shard).epoch == epoch) {
            owner(shard).holder = null;
          }
          return null;
        });
  }

  @Override
  public Future<Void> append(
      int shard, long epoch, long seq, List<StreamAppend> appends, boolean essential) {
    return answer(
        () -> {
          requireCurrent(shard, epoch);
          if (seq != owner(shard).seq + 1) {
            throw new LogException(Kind.OUT_OF_SEQUENCE, "seq " + seq);
          }
          for (StreamAppend append : appends) {
            if (append.firstOffset() != stream(append.stream()).end()) {
              throw new LogException(Kind.OUT_OF_SEQUENCE, "offset " + append.firstOffset());
            }
          }
          owner(shard).seq = seq;
          appends.forEach(this::store);
          return null;
        });
  }

  private void store(StreamAppend append) {
    Stream stream = stream(append.stream());
    for (ByteBuffer record : append.records().toList()) {
      stream.records.add(new StoredRecord(stream.end(), record));
      stream.times.add(append.timeMillis());
    }
    for (ScratchFollow follow : List.copyOf(follows)) {
      if (follow.stream().equals(append.stream())) {
        follow.wake();
      }
    }
  }

  @Override
  public Future<List<StoredRecord>> read(StreamId stream, long from, int maxRecords, int maxBytes) {
    return answer(() -> page(stream, from, maxRecords, maxBytes));
  }

  synchronized List<StoredRecord> page(StreamId id, long from, int maxRecords, int maxBytes) {
    Stream stream = stream(id);
    if (from < stream.first) {
      throw new LogException(Kind.TRIMMED, id + ": " + from + " < " + stream.first);
    }
    List<StoredRecord> page = new ArrayList<>();
    int bytes = 0;
    for (long o = from; o < stream.end() && page.size() < maxRecords && bytes < maxBytes; o++) {
      StoredRecord record = stream.records.get((int) (o - stream.first));
      bytes += record.bytes().remaining();
      page.add(record);
    }
    return page;
  }

  @Override
  public Future<Long> first(StreamId stream) {
    return answer(() -> stream(stream).first);
  }

  @Override
  public Future<Long> end(StreamId stream) {
    return answer(() -> stream(stream).end());
  }

  @Override
  public Future<Long> offsetAt(StreamId stream, long timeMillis) {
    return answer(() -> stream(stream).at(timeMillis));
  }

  @Override
  public Future<Follower.Handle> follow(StreamId stream, long from, Follower follower) {
    return answer(
        () -> {
          ScratchFollow follow =
              new ScratchFollow(this, stream, from, follower, Vertx.currentContext());
          follows.add(follow);
          return follow;
        });
  }

  synchronized void forget(ScratchFollow follow) {
    follows.remove(follow);
  }

  @Override
  public Future<Void> trim(int shard, long epoch, StreamId stream, long before) {
    return answer(
        () -> {
          requireCurrent(shard, epoch);
          Stream s = stream(stream);
          while (s.first < Math.min(before, s.first + s.records.size()) && !s.records.isEmpty()) {
            s.records.remove(0);
            s.times.remove(0);
            s.first++;
          }
          return null;
        });
  }

  @Override
  public Future<Void> saveSnapshot(long epoch, Snapshot snapshot) {
    return answer(
        () -> {
          requireCurrent(snapshot.shard(), epoch);
          List<Snapshot> kept = owner(snapshot.shard()).snapshots;
          kept.add(snapshot);
          if (kept.size() > 2) {
            kept.remove(0);
          }
          return null;
        });
  }

  @Override
  public Future<Optional<Snapshot>> loadSnapshot(int shard) {
    return answer(
        () -> {
          List<Snapshot> kept = owner(shard).snapshots;
          return kept.isEmpty() ? Optional.empty() : Optional.of(kept.get(kept.size() - 1));
        });
  }

  @Override
  public Future<Long> trimmableFacts(int shard) {
    return answer(
        () -> {
          List<Snapshot> kept = owner(shard).snapshots;
          return kept.size() < 2 ? 0L : kept.get(0).position();
        });
  }

  @Override
  public Optional<String> health() {
    return Optional.empty();
  }

  @Override
  public Usage usage() {
    return new Usage(0, Long.MAX_VALUE);
  }

  private void requireCurrent(int shard, long epoch) {
    if (owner(shard).epoch != epoch) {
      throw new LogException(Kind.FENCED, "epoch " + epoch + " < " + owner(shard).epoch);
    }
  }

  private Ownership owner(int shard) {
    return owners.computeIfAbsent(shard, s -> new Ownership());
  }

  private Stream stream(StreamId id) {
    return streams.computeIfAbsent(id, s -> new Stream());
  }

  /** Decides under the lock; completes on the caller's context, later, in order. */
  private <T> Future<T> answer(Supplier<T> action) {
    Promise<T> promise = Promise.promise();
    Runnable complete;
    synchronized (this) {
      try {
        T result = action.get();
        complete = () -> promise.complete(result);
      } catch (LogException refused) {
        complete = () -> promise.fail(refused);
      }
    }
    Context caller = Vertx.currentContext();
    if (caller == null) {
      complete.run();
    } else {
      Runnable later = complete;
      caller.runOnContext(turn -> later.run());
    }
    return promise.future();
  }
}
