package io.hotswap.store.embedded;

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
import io.hotswap.store.embedded.disk.Disk;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log on this node's disk. Callers check and encode on their own threads under the shard's
 * lock, one {@link Writer} makes groups durable, a few readers read what is no longer in memory,
 * and a {@link Housekeeper} keeps space.
 */
public final class EmbeddedLog implements LogStore, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedLog.class);
  private static final Duration TTL_MIN = Duration.ofSeconds(1);
  private static final Duration TTL_MAX = Duration.ofHours(1);
  private static final int FOLLOW_BYTES_MAX = 1 << 20;
  private static final int HOUSEKEEPING_QUEUE_MAX = 1024;
  private static final long JOIN_MILLIS = 10_000;

  /** What the log needs of its surroundings. */
  public record Setting(
      EmbeddedConfig config,
      Disk disk,
      Path directory,
      Context home,
      LongSupplier nowMillis,
      RandomGenerator random,
      BiFunction<String, Runnable, Thread> threads) {}

  private final Setting setting;
  private final EmbeddedConfig config;
  private final Contents contents;
  private final Snapshots snapshots;
  private final LogState state;
  private final WriteQueue queue;
  private final TailCache cache;
  private final Packing packing;
  private final Housekeeper housekeeper;
  private final Worker housekeeping;
  private final Worker readers;

  @SuppressWarnings("ThreadLocalUsage") // its threads end with the log
  private final ThreadLocal<StreamReader> reader;

  private final Thread writing;
  private volatile String closed;

  /**
   * Opens or creates the store; blocking.
   *
   * @throws LogException {@code CORRUPT} naming file and position
   */
  public static EmbeddedLog open(Setting setting) throws IOException {
    return new EmbeddedLog(setting);
  }

  private EmbeddedLog(Setting setting) throws IOException {
    this.setting = setting;
    this.config = setting.config();
    this.contents = Contents.open(setting.disk(), setting.directory(), config, setting.random());
    this.snapshots = contents.snapshots();
    this.state = contents.state();
    this.queue = new WriteQueue(config.queueMax());
    this.cache = new TailCache(config.tailCache());
    this.packing = new Packing(config.compress(), config.deflateRateMax(), setting.nowMillis());
    Writer writer = new Writer(queue, contents, new WriterState(), config.groupMax());
    this.housekeeper =
        new Housekeeper(
            config, setting.disk(), setting.directory(), contents, queue, setting.home());
    housekeeper.measure();
    this.reader = ThreadLocal.withInitial(() -> new StreamReader(contents.segments()));
    this.housekeeping =
        new Worker("keep", 1, HOUSEKEEPING_QUEUE_MAX, housekeeper::tidy, setting.threads());
    housekeeping.offer(housekeeper::tidy);
    this.readers =
        new Worker(
            "read", config.readThreads(), config.readQueueMax(), () -> {}, setting.threads());
    this.writing = Worker.started(setting.threads().apply("write", writer));
  }

  @Override
  public Durability durability() {
    return Durability.FSYNC;
  }

  @Override
  public int shards() {
    return state.count();
  }

  @Override
  public Future<Claim> claim(int shard, String owner, Duration ttl, ClaimMode mode) {
    return refusing(
        () -> {
          long millis = millis(ttl);
          ShardState claimed = state.shard(shard);
          synchronized (claimed) {
            long epoch = claimed.nextEpoch(owner, millis, mode, setting.nowMillis().getAsLong());
            ClaimWrite write = new ClaimWrite(context(), state, claimed, epoch);
            if (!queue.offer(write)) {
              claimed.claimFailed(epoch);
              throw queueFull();
            }
            return write.future();
          }
        });
  }

  @Override
  public Future<Void> renew(int shard, long epoch, Duration ttl) {
    return refusing(
        () -> {
          long millis = millis(ttl);
          ShardState owned = state.shard(shard);
          synchronized (owned) {
            owned.renew(epoch, millis, setting.nowMillis().getAsLong());
          }
          return answered(null);
        });
  }

  @Override
  public Future<Void> release(int shard, long epoch) {
    return refusing(
        () -> {
          ShardState owned = state.shard(shard);
          synchronized (owned) {
            owned.release(epoch);
          }
          return answered(null);
        });
  }

  @Override
  public Future<Void> append(
      int shard, long epoch, long seq, List<StreamAppend> appends, boolean essential) {
    return refusing(
        () -> {
          ShardState owned = state.shard(shard);
          boolean timeForDeflate = packing.hasTimeFor(AppendEncoder.size(appends));
          AppendEncoder.Encoded encoded =
              AppendEncoder.encode(packing, timeForDeflate, epoch, seq, appends);
          synchronized (owned) {
            owned.checkEpoch(epoch);
            Future<Void> before =
                owned.repeated(
                    seq, content -> AppendEncoder.mayBe(content, packing, epoch, seq, appends));
            if (before != null) {
              return here(before);
            }
            checkFollows(shard, appends);
            checkSpace(appends, essential);
            return enqueue(owned, epoch, seq, appends, encoded);
          }
        });
  }

  private Future<Void> enqueue(
      ShardState owned,
      long epoch,
      long seq,
      List<StreamAppend> appends,
      AppendEncoder.Encoded encoded) {
    List<StreamLog> streams = new ArrayList<>(encoded.pieces().size());
    for (AppendEncoder.Piece piece : encoded.pieces()) {
      streams.add(state.stream(piece.entry().stream()));
    }
    AppendWrite write = new AppendWrite(context(), owned, epoch, seq, encoded, streams, cache);
    if (!queue.offer(write)) {
      throw queueFull();
    }
    owned.accepted(seq, encoded.fingerprint(), write.future());
    for (StreamAppend append : appends) {
      StreamLog stream = state.stream(append.stream());
      stream.nextOffset = append.firstOffset() + append.records().count();
      stream.nextTimeMillis = append.timeMillis();
    }
    return write.future();
  }

  @Override
  public Future<List<StoredRecord>> read(StreamId stream, long from, int maxRecords, int maxBytes) {
    return refusing(() -> readFrom(state.readable(stream), from, maxRecords, maxBytes));
  }

  private Future<List<StoredRecord>> readFrom(
      StreamLog stream, long from, int maxRecords, int maxBytes) {
    if (maxRecords <= 0) {
      throw new IllegalArgumentException("maxRecords: " + maxRecords + " (expected: > 0)");
    }
    stream.checkReadable(from);
    if (from == stream.end()) {
      return answered(List.of());
    }
    List<Block> cached = stream.cachedFrom(from, maxBytes);
    if (cached.isEmpty()) {
      return onReader(() -> reader.get().read(stream, from, maxRecords, maxBytes));
    }
    List<StoredRecord> records = new ArrayList<>(Block.count(cached, from, maxRecords));
    long left = maxBytes;
    for (Block block : cached) {
      left = block.collect(from, maxRecords, left, records);
      if (left < 0) {
        break;
      }
    }
    return answered(records);
  }

  @Override
  public Future<Long> first(StreamId stream) {
    return refusing(() -> answered(state.readable(stream).first()));
  }

  @Override
  public Future<Long> end(StreamId stream) {
    return refusing(() -> answered(state.readable(stream).end()));
  }

  @Override
  public Future<Long> offsetAt(StreamId stream, long timeMillis) {
    return refusing(
        () -> onReader(() -> reader.get().offsetAt(state.readable(stream), timeMillis)));
  }

  @Override
  public Future<Follower.Handle> follow(StreamId id, long from, Follower follower) {
    return refusing(
        () -> {
          state.readable(id).checkReadable(from);
          StreamLog stream = state.stream(id);
          Follow.Source source =
              (next, max) -> refusing(() -> readFrom(stream, next, max, FOLLOW_BYTES_MAX));
          Follow follow = new Follow(stream, context(), follower, from, source);
          stream.follows().add(follow);
          if (closed != null) {
            follow.fail(closedError());
          }
          return answered(follow);
        });
  }

  @Override
  public Future<Void> trim(int shard, long epoch, StreamId id, long before) {
    return refusing(
        () -> {
          checkShard(shard, id);
          ShardState owned = state.shard(shard);
          synchronized (owned) {
            owned.checkEpoch(epoch);
            long max = id.isFacts() ? snapshots.trimmable(shard) : state.readable(id).end();
            if (before < 0 || before > max) {
              throw new IllegalArgumentException(
                  "before: " + before + " (expected: 0.." + max + " for " + id + ")");
            }
            StreamLog stream = state.stream(id);
            TrimWrite write = new TrimWrite(context(), stream, epoch, before);
            if (!queue.offer(write)) {
              throw queueFull();
            }
            stream.hideBefore(before);
            return write.future();
          }
        });
  }

  @Override
  public Future<Void> forget(int shard, long epoch, StreamId id) {
    return refusing(
        () -> {
          checkShard(shard, id);
          if (id.isFacts()) {
            throw new IllegalArgumentException("stream: " + id + " (expected: not facts)");
          }
          ShardState owned = state.shard(shard);
          synchronized (owned) {
            owned.checkEpoch(epoch);
            if (!state.knows(id)) {
              return answered(null);
            }
            ForgetWrite write = new ForgetWrite(context(), state, id, epoch);
            if (!queue.offer(write)) {
              throw queueFull();
            }
            return write.future();
          }
        });
  }

  @Override
  public Future<Void> saveSnapshot(long epoch, Snapshot snapshot) {
    return refusing(
        () -> {
          checkSnapshot(epoch, snapshot);
          return onWorker(
              housekeeping,
              "housekeeping queue",
              () -> {
                checkSnapshot(epoch, snapshot);
                snapshots.save(snapshot);
                return null;
              });
        });
  }

  private void checkSnapshot(long epoch, Snapshot snapshot) {
    ShardState owned = state.shard(snapshot.shard());
    synchronized (owned) {
      owned.checkEpoch(epoch);
    }
    long end = state.readable(StreamId.facts(snapshot.shard())).end();
    if (snapshot.position() < 0 || snapshot.position() > end) {
      throw new IllegalArgumentException(
          "position: " + snapshot.position() + " (expected: 0.." + end + ")");
    }
    long size = 0;
    for (var chunk : snapshot.chunks()) {
      if (chunk.length() > Snapshot.CHUNK_BYTES_MAX) {
        throw new IllegalArgumentException(
            "chunk: " + chunk.length() + " bytes (expected: <= 1 MiB)");
      }
      size += chunk.length();
    }
    if (size > config.snapshotMax()) {
      throw new IllegalArgumentException(
          "snapshot: " + size + " bytes (expected: <= " + config.snapshotMax() + ")");
    }
  }

  @Override
  public Future<Optional<Snapshot>> loadSnapshot(int shard) {
    return refusing(
        () -> {
          state.shard(shard);
          return onReader(() -> contents.loadSnapshot(shard));
        });
  }

  @Override
  public Future<Long> trimmableFacts(int shard) {
    return refusing(
        () -> {
          state.shard(shard);
          return answered(snapshots.trimmable(shard));
        });
  }

  @Override
  public Optional<String> health() {
    return Optional.ofNullable(closed).map(why -> "log store: " + why);
  }

  @Override
  public Usage usage() {
    // What is below the low-water mark is kept for essential appends.
    return new Usage(
        housekeeper.usedBytes(), Math.max(0, housekeeper.freeBytes() - config.lowWater()));
  }

  /** Writes what was accepted, then closes; blocking. */
  @Override
  public void close() {
    if (closed == null) {
      closed = "closed";
    }
    endFollows();
    queue.close();
    try {
      writing.join(JOIN_MILLIS);
      readers.close();
      housekeeping.close();
      contents.close();
      packing.close();
    } catch (IOException failed) {
      LOG.warn("closing: {}", failed.getMessage());
    } catch (InterruptedException retired) {
      Thread.currentThread().interrupt();
    }
  }

  private void endFollows() {
    for (StreamLog stream : state.streams()) {
      stream.follows().forEach(follow -> follow.fail(closedError()));
    }
  }

  private void checkFollows(int shard, List<StreamAppend> appends) {
    for (int i = 0; i < appends.size(); i++) {
      StreamAppend append = appends.get(i);
      checkShard(shard, append.stream());
      StreamLog stream = state.readable(append.stream());
      long end = stream.nextOffset;
      long time = stream.nextTimeMillis;
      for (StreamAppend before : appends.subList(0, i)) {
        if (before.stream().equals(append.stream())) {
          end = before.firstOffset() + before.records().count();
          time = before.timeMillis();
        }
      }
      if (append.firstOffset() != end || append.timeMillis() < time) {
        throw new LogException(
            LogException.Kind.OUT_OF_SEQUENCE,
            append.stream()
                + ": offset "
                + append.firstOffset()
                + " at "
                + append.timeMillis()
                + " (expected: offset "
                + end
                + " at >= "
                + time
                + ")");
      }
    }
  }

  private static void checkShard(int shard, StreamId stream) {
    if (stream.shard() != shard) {
      throw new IllegalArgumentException(
          "stream: " + stream + " (expected: a stream of shard " + shard + ")");
    }
  }

  private void checkSpace(List<StreamAppend> appends, boolean essential) {
    long bytes = AppendEncoder.size(appends);
    if (bytes > config.segmentSize() / 2) {
      throw new IllegalArgumentException(
          "appends: "
              + bytes
              + " bytes (expected: <= half a segment, "
              + config.segmentSize() / 2
              + ")");
    }
    if (!essential && housekeeper.isLow()) {
      throw new LogException(
          FULL,
          "free: "
              + housekeeper.freeBytes()
              + " (expected: >= low-water, "
              + config.lowWater()
              + ")");
    }
  }

  private static long millis(Duration ttl) {
    if (ttl.compareTo(TTL_MIN) < 0 || ttl.compareTo(TTL_MAX) > 0) {
      throw new IllegalArgumentException("ttl: " + ttl + " (expected: 1s..1h)");
    }
    return ttl.toMillis();
  }

  private LogException queueFull() {
    return closed != null
        ? closedError()
        : new LogException(FULL, "queue-max: " + config.queueMax() + " bytes are waiting");
  }

  private LogException closedError() {
    return new LogException(CLOSED, "log store: " + closed);
  }

  /** NB: never a duplicate: answers to one caller keep their order only on one context. */
  private Context context() {
    ContextInternal current = ContextInternal.current();
    return current == null ? setting.home() : current.unwrap();
  }

  private <T> Future<T> refusing(Callable<Future<T>> action) {
    try {
      if (closed != null) {
        throw closedError();
      }
      return action.call();
    } catch (LogException refused) {
      // NB: it may close while this runs, and then what was undone looks like a lack of space.
      boolean closing = closed != null && refused.kind() == FULL;
      return here(Future.failedFuture(closing ? closedError() : refused));
    } catch (IllegalArgumentException refused) {
      return here(Future.failedFuture(refused));
    } catch (Exception bug) {
      throw new IllegalStateException(bug);
    }
  }

  private static <T> Future<T> answered(T value) {
    return here(Future.succeededFuture(value));
  }

  /**
   * The same outcome, on the caller's context; never inside the call, so that loops do not nest.
   */
  private static <T> Future<T> here(Future<T> future) {
    Context current = Vertx.currentContext();
    if (current == null) {
      return future;
    }
    Promise<T> promise = Promise.promise();
    future.onComplete(done -> current.runOnContext(ignored -> promise.handle(done)));
    return promise.future();
  }

  private <T> Future<T> onReader(Callable<T> task) {
    return onWorker(readers, "read-queue-max", task);
  }

  private <T> Future<T> onWorker(Worker worker, String bound, Callable<T> task) {
    Context context = context();
    Promise<T> promise = Promise.promise();
    boolean taken =
        worker.offer(
            () -> {
              Future<T> done;
              try {
                done = Future.succeededFuture(task.call());
              } catch (IOException failed) {
                done = Future.failedFuture(closed == null ? unreadable(failed) : closedError());
              } catch (Exception failed) {
                done = Future.failedFuture(failed);
              }
              Future<T> outcome = done;
              context.runOnContext(ignored -> outcome.onComplete(promise));
            });
    if (!taken) {
      throw closed != null ? closedError() : new LogException(FULL, bound + ": too many wait");
    }
    return promise.future();
  }

  private static LogException unreadable(IOException failed) {
    return new LogException(LogException.Kind.OUTCOME_UNKNOWN, String.valueOf(failed), failed);
  }

  private final class WriterState implements Writer.State {
    @Override
    public byte[] checkpoint() {
      return state.checkpoint();
    }

    @Override
    public long nowMillis() {
      return setting.nowMillis().getAsLong();
    }

    @Override
    public void failed(Throwable why) {
      LOG.error("log store closes itself, what was being written is unknown", why);
      closed = "closed itself after " + why;
      queue.close();
      endFollows();
    }

    @Override
    public void segmentTaken() {
      if (!housekeeping.offer(housekeeper::tidy)) {
        LOG.warn("housekeeping is behind: {} tasks", HOUSEKEEPING_QUEUE_MAX);
      }
    }
  }
}
