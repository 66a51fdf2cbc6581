package io.hotswap.store.memory;

import static io.hotswap.contracts.log.LogException.Kind.CLOSED;
import static io.hotswap.contracts.log.LogException.Kind.FULL;

import io.hotswap.contracts.log.Claim;
import io.hotswap.contracts.log.Durability;
import io.hotswap.contracts.log.Follower;
import io.hotswap.contracts.log.LogException;
import io.hotswap.contracts.log.LogStore;
import io.hotswap.contracts.log.Snapshot;
import io.hotswap.contracts.log.StoredRecord;
import io.hotswap.contracts.log.StreamAppend;
import io.hotswap.contracts.log.StreamId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A log that lives as long as its process. One lock guards everything: an append is a few map
 * operations, and nothing under the lock blocks or calls out.
 */
public final class MemoryLog implements LogStore, AutoCloseable {
  private static final int FOLLOW_BYTES_MAX = 1 << 20;
  private static final Duration TTL_MIN = Duration.ofSeconds(1);
  private static final Duration TTL_MAX = Duration.ofHours(1);

  private final MemoryConfig config;
  private final Context home;
  private final LongSupplier nowMillis;
  private final MemoryShard[] shards;
  private final Map<StreamId, MemoryStream> streams = new HashMap<>();
  private final Map<StreamId, List<MemoryFollow>> follows = new HashMap<>();
  private long usedBytes;
  private boolean closed;

  /**
   * Opens an empty log.
   *
   * @param home where followers of callers without a context run
   * @param nowMillis the store's own time, for leases; never goes back
   */
  public MemoryLog(MemoryConfig config, Context home, LongSupplier nowMillis) {
    this.config = config;
    this.home = home;
    this.nowMillis = nowMillis;
    this.shards = new MemoryShard[config.shards()];
    for (int i = 0; i < shards.length; i++) {
      shards[i] = new MemoryShard(i);
    }
  }

  @Override
  public Durability durability() {
    return Durability.MEMORY;
  }

  @Override
  public int shards() {
    return shards.length;
  }

  @Override
  public Future<Claim> claim(int shard, String owner, Duration ttl, ClaimMode mode) {
    return guarded(
        () -> {
          long epoch = shard(shard).claim(owner, millis(ttl), mode, nowMillis.getAsLong());
          return new Claim(shard, epoch, stream(StreamId.facts(shard)).end());
        });
  }

  @Override
  public Future<Void> renew(int shard, long epoch, Duration ttl) {
    return guarded(() -> shard(shard).renew(epoch, millis(ttl), nowMillis.getAsLong()));
  }

  @Override
  public Future<Void> release(int shard, long epoch) {
    return guarded(() -> shard(shard).release(epoch));
  }

  @Override
  public Future<Void> append(
      int shard, long epoch, long seq, List<StreamAppend> appends, boolean essential) {
    return guarded(
        () -> {
          MemoryShard owned = shard(shard);
          owned.checkEpoch(epoch);
          if (owned.repeats(seq, appends)) {
            return;
          }
          checkFollows(shard, appends);
          reserve(appends.stream().mapToLong(a -> a.records().size()).sum(), essential);
          owned.accept(seq, appends);
          appends.forEach(append -> stream(append.stream()).append(append));
          appends.forEach(append -> followsOf(append.stream()).forEach(MemoryFollow::wake));
        });
  }

  @Override
  public Future<List<StoredRecord>> read(StreamId stream, long from, int maxRecords, int maxBytes) {
    return guarded(
        () -> {
          if (maxRecords <= 0) {
            throw new IllegalArgumentException("maxRecords: " + maxRecords + " (expected: > 0)");
          }
          return readable(stream).read(from, maxRecords, maxBytes);
        });
  }

  @Override
  public Future<Long> first(StreamId stream) {
    return guarded(() -> readable(stream).first());
  }

  @Override
  public Future<Long> end(StreamId stream) {
    return guarded(() -> readable(stream).end());
  }

  @Override
  public Future<Long> offsetAt(StreamId stream, long timeMillis) {
    return guarded(() -> readable(stream).offsetAt(timeMillis));
  }

  @Override
  public Future<Follower.Handle> follow(StreamId stream, long from, Follower follower) {
    Context caller = Vertx.currentContext();
    return guarded(
        () -> {
          readable(stream).read(from, 1, 1);
          List<MemoryFollow> all = followsOf(stream);
          MemoryFollow[] self = new MemoryFollow[1];
          self[0] =
              new MemoryFollow(
                  caller == null ? home : caller,
                  follower,
                  from,
                  config.followBatchMax(),
                  (next, max) -> readNow(stream, next, max),
                  () -> forget(all, self[0]));
          all.add(self[0]);
          return self[0];
        });
  }

  @Override
  public Future<Void> trim(int shard, long epoch, StreamId stream, long before) {
    return guarded(
        () -> {
          shard(shard).checkEpoch(epoch);
          checkShard(shard, stream);
          long max = stream.isFacts() ? shard(shard).trimmableFacts() : readable(stream).end();
          if (before < 0 || before > max) {
            throw new IllegalArgumentException(
                "before: " + before + " (expected: 0.." + max + " for " + stream + ")");
          }
          usedBytes -= stream(stream).trim(before);
        });
  }

  @Override
  public Future<Void> saveSnapshot(long epoch, Snapshot snapshot) {
    return guarded(
        () -> {
          MemoryShard owned = shard(snapshot.shard());
          owned.checkEpoch(epoch);
          long end = stream(StreamId.facts(snapshot.shard())).end();
          if (snapshot.position() < 0 || snapshot.position() > end) {
            throw new IllegalArgumentException(
                "position: " + snapshot.position() + " (expected: 0.." + end + ")");
          }
          for (var chunk : snapshot.chunks()) {
            if (chunk.length() > Snapshot.CHUNK_BYTES_MAX) {
              throw new IllegalArgumentException(
                  "chunk: " + chunk.length() + " bytes (expected: <= 1 MiB)");
            }
          }
          reserve(MemoryShard.sizeOf(snapshot), true);
          usedBytes += owned.save(snapshot) - MemoryShard.sizeOf(snapshot);
        });
  }

  @Override
  public Future<Optional<Snapshot>> loadSnapshot(int shard) {
    return guarded(() -> shard(shard).newestSnapshot());
  }

  @Override
  public Future<Long> trimmableFacts(int shard) {
    return guarded(() -> shard(shard).trimmableFacts());
  }

  @Override
  public synchronized Optional<String> health() {
    return closed ? Optional.of("log store: closed") : Optional.empty();
  }

  @Override
  public synchronized Usage usage() {
    return new Usage(usedBytes, config.memoryMax() - usedBytes);
  }

  /** Ends every follow; everything after fails with {@code CLOSED}. */
  @Override
  public synchronized void close() {
    closed = true;
    for (List<MemoryFollow> ofStream : follows.values()) {
      List.copyOf(ofStream).forEach(follow -> follow.fail(closedError()));
    }
  }

  private synchronized List<StoredRecord> readNow(StreamId stream, long from, int max) {
    return readable(stream).read(from, max, FOLLOW_BYTES_MAX);
  }

  private synchronized void forget(List<MemoryFollow> all, MemoryFollow follow) {
    all.remove(follow);
  }

  private void checkFollows(int shard, List<StreamAppend> appends) {
    Map<StreamId, StreamAppend> last = new HashMap<>();
    for (StreamAppend append : appends) {
      checkShard(shard, append.stream());
      StreamAppend before = last.put(append.stream(), append);
      MemoryStream stream = readable(append.stream());
      long end = before == null ? stream.end() : before.firstOffset() + before.records().count();
      long time = before == null ? stream.lastTimeMillis() : before.timeMillis();
      MemoryStream.checkFollows(append, end, time);
    }
  }

  private static void checkShard(int shard, StreamId stream) {
    if (stream.shard() != shard) {
      throw new IllegalArgumentException(
          "stream: " + stream + " (expected: a stream of shard " + shard + ")");
    }
  }

  private void reserve(long bytes, boolean essential) {
    long max = config.memoryMax() - (essential ? 0 : config.lowWater());
    if (usedBytes + bytes > max) {
      throw new LogException(
          FULL, "memory-max: " + (usedBytes + bytes) + " bytes needed (expected: <= " + max + ")");
    }
    usedBytes += bytes;
  }

  private MemoryShard shard(int shard) {
    if (shard < 0 || shard >= shards.length) {
      throw new IllegalArgumentException(
          "shard: " + shard + " (expected: 0.." + (shards.length - 1) + ")");
    }
    return shards[shard];
  }

  private MemoryStream stream(StreamId id) {
    return streams.computeIfAbsent(id, ignored -> new MemoryStream());
  }

  /** Does not remember a stream only because somebody asked for it. */
  private MemoryStream readable(StreamId id) {
    shard(id.shard());
    return streams.getOrDefault(id, new MemoryStream());
  }

  private List<MemoryFollow> followsOf(StreamId id) {
    return follows.computeIfAbsent(id, ignored -> new ArrayList<>());
  }

  private static long millis(Duration ttl) {
    if (ttl.compareTo(TTL_MIN) < 0 || ttl.compareTo(TTL_MAX) > 0) {
      throw new IllegalArgumentException("ttl: " + ttl + " (expected: 1s..1h)");
    }
    return ttl.toMillis();
  }

  private static LogException closedError() {
    return new LogException(CLOSED, "log store: closed");
  }

  private Future<Void> guarded(Runnable action) {
    return guarded(
        () -> {
          action.run();
          return null;
        });
  }

  /** Runs under the lock; the answer arrives on the caller's context, never inside the call. */
  private <T> Future<T> guarded(Supplier<T> action) {
    Promise<T> promise = Promise.promise();
    Runnable answer;
    synchronized (this) {
      try {
        if (closed) {
          throw closedError();
        }
        T result = action.get();
        answer = () -> promise.complete(result);
      } catch (LogException | IllegalArgumentException refused) {
        answer = () -> promise.fail(refused);
      }
    }
    Context caller = Vertx.currentContext();
    if (caller == null) {
      answer.run();
    } else {
      Runnable onContext = answer;
      caller.runOnContext(ignored -> onContext.run());
    }
    return promise.future();
  }
}
