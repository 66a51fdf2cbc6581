package io.hotswap.store.redis;

import static io.hotswap.contracts.log.LogException.Kind.CLOSED;
import static io.hotswap.contracts.log.LogException.Kind.FULL;
import static io.hotswap.contracts.log.LogException.Kind.HELD;

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
import io.vertx.core.internal.ContextInternal;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The log on a Redis server. The server decides: epochs, sequence and offsets are checked in it, by
 * scripts. This side gathers what waits, repeats what got no answer, and keeps the newest blocks.
 */
public final class RedisLog implements LogStore {
  private static final int FOLLOW_BYTES_MAX = 1 << 20;
  private static final Duration TTL_MIN = Duration.ofSeconds(1);
  private static final Duration TTL_MAX = Duration.ofHours(1);

  private final Opened opened;
  private final RedisConfig config;
  private final Keys keys;
  private final ShardSide[] sides;
  private final Lanes lanes;
  private final Snapshots snapshots;
  private final Reader reader;
  private final BlockCache cache;
  private final Follows follows;
  private volatile String closed;

  /** Only {@link Opened} makes one. */
  RedisLog(Opened opened) {
    this.opened = opened;
    this.config = opened.config();
    this.keys = new Keys(config.server().prefix());
    this.sides = opened.sides();
    this.lanes = opened.lanes();
    this.cache = opened.cache();
    this.follows = opened.follows();
    this.snapshots = new Snapshots(keys, lanes);
    this.reader = new Reader(config, keys, lanes, cache);
  }

  @Override
  public Durability durability() {
    return opened.durability();
  }

  @Override
  public boolean shared() {
    return true;
  }

  @Override
  public int shards() {
    return sides.length;
  }

  @Override
  public Future<Claim> claim(int shard, String owner, Duration ttl, ClaimMode mode) {
    return refusing(
        () -> {
          side(shard).checkFrozen();
          long millis = millis(ttl);
          String call = lanes.callName();
          List<String> names = List.of(keys.own(shard), keys.ends(shard));
          return write(
              shard,
              () -> Script.CLAIM.run(names, call, owner, millis, mode, opened.now(), Keys.FACTS),
              answer -> claimed(shard, answer));
        });
  }

  private Claim claimed(int shard, Response answer) {
    if (answer.get(0).toString().equals("held")) {
      throw new LogException(
          HELD, "shard " + shard + " is held by " + answer.get(1) + ", epoch " + answer.get(2));
    }
    long epoch = answer.get(1).toLong();
    long factsEnd = answer.get(2).toLong();
    sides[shard].claimed(epoch, factsEnd);
    return new Claim(shard, epoch, factsEnd);
  }

  @Override
  public Future<Void> renew(int shard, long epoch, Duration ttl) {
    return refusing(
        () -> {
          side(shard).checkFrozen();
          long millis = millis(ttl);
          return write(
              shard,
              () -> Script.RENEW.run(List.of(keys.own(shard)), epoch, millis, opened.now()),
              answer -> lanes.done(shard, epoch, "epoch", epoch, answer));
        });
  }

  @Override
  public Future<Void> release(int shard, long epoch) {
    return refusing(
        () -> {
          side(shard);
          return lanes.release(context(), shard, epoch);
        });
  }

  @Override
  public Future<Void> append(
      int shard, long epoch, long seq, List<StreamAppend> appends, boolean essential) {
    return refusing(
        () -> {
          ShardSide side = side(shard);
          appends.forEach(append -> checkShard(shard, append.stream()));
          side.checkWhole(epoch);
          Append append = Append.of(context(), shard, epoch, seq, appends);
          if (append.bytes > config.bounds().append()) {
            throw new IllegalArgumentException(
                "appends: " + append.bytes + " bytes (expected: <= append-max)");
          }
          Usage room = opened.usage();
          if (!essential && room.freeBytes() < append.bytes) {
            throw new LogException(
                FULL, "free memory of the server: " + room.freeBytes() + " above low-water");
          }
          lanes.append(append);
          return append.promise.future();
        });
  }

  @Override
  public Future<List<StoredRecord>> read(StreamId stream, long from, int maxRecords, int maxBytes) {
    return refusing(
        () -> {
          side(stream.shard());
          return reader.read(context(), stream, from, maxRecords, maxBytes);
        });
  }

  @Override
  public Future<Long> first(StreamId stream) {
    return refusing(
        () -> {
          side(stream.shard());
          return reader.ends(context(), stream).map(ends -> ends[0]);
        });
  }

  @Override
  public Future<Long> end(StreamId stream) {
    return refusing(
        () -> {
          side(stream.shard());
          return reader.end(context(), stream);
        });
  }

  @Override
  public Future<Long> offsetAt(StreamId stream, long timeMillis) {
    return refusing(
        () -> {
          side(stream.shard());
          return reader.offsetAt(context(), stream, timeMillis);
        });
  }

  @Override
  public Future<Follower.Handle> follow(StreamId stream, long from, Follower follower) {
    return refusing(
        () -> {
          side(stream.shard());
          Context context = context();
          return reader
              .ends(context, stream)
              .map(
                  ends -> {
                    Reader.checkReadable(from, ends);
                    Follow follow =
                        new Follow(
                            context,
                            follower,
                            from,
                            config.times(),
                            (next, max) ->
                                refusing(
                                    () ->
                                        reader.read(
                                            context(), stream, next, max, FOLLOW_BYTES_MAX)),
                            ended -> follows.remove(stream, ended));
                    follows.add(stream, follow);
                    if (closed != null) {
                      follow.fail(closedError());
                    }
                    return follow;
                  });
        });
  }

  @Override
  public Future<Void> trim(int shard, long epoch, StreamId stream, long before) {
    return refusing(
        () -> {
          side(shard).checkFrozen();
          checkShard(shard, stream);
          if (before < 0) {
            throw new IllegalArgumentException("before: " + before + " (expected: >= 0)");
          }
          List<String> names =
              List.of(
                  keys.own(shard), keys.ends(shard), keys.stream(stream), keys.snapshots(shard));
          String facts = stream.isFacts() ? "1" : "0";
          return write(
              shard,
              () ->
                  Script.TRIM.run(
                      names, epoch, Keys.field(stream), before, Keys.entry(before), facts),
              answer -> {
                lanes.done(shard, epoch, "before", before, answer);
                cache.trim(stream, before);
                return null;
              });
        });
  }

  @Override
  public Future<Void> forget(int shard, long epoch, StreamId stream) {
    return refusing(
        () -> {
          side(shard).checkFrozen();
          checkShard(shard, stream);
          if (stream.isFacts()) {
            throw new IllegalArgumentException("stream: " + stream + " (expected: not facts)");
          }
          List<String> names = List.of(keys.own(shard), keys.ends(shard), keys.stream(stream));
          return write(
              shard,
              () -> Script.FORGET.run(names, epoch, Keys.field(stream)),
              answer -> {
                lanes.done(shard, epoch, "epoch", epoch, answer);
                reader.forget(stream);
                return null;
              });
        });
  }

  @Override
  public Future<Void> saveSnapshot(long epoch, Snapshot snapshot) {
    return refusing(
        () -> {
          side(snapshot.shard()).checkFrozen();
          Snapshots.check(snapshot, config.bounds().snapshot());
          return snapshots.save(context(), epoch, snapshot);
        });
  }

  @Override
  public Future<Optional<Snapshot>> loadSnapshot(int shard) {
    return refusing(
        () -> {
          side(shard);
          return snapshots.load(context(), shard);
        });
  }

  @Override
  public Future<Long> trimmableFacts(int shard) {
    return refusing(
        () -> {
          side(shard);
          return snapshots.trimmable(context(), shard);
        });
  }

  @Override
  public Optional<String> health() {
    return closed == null ? opened.health() : Optional.of("log store: " + closed);
  }

  @Override
  public Usage usage() {
    return opened.usage();
  }

  /** Answers what waits while the server does, then lets go of everything. */
  public Future<Void> close() {
    if (closed != null) {
      return Future.succeededFuture();
    }
    closed = "closed";
    follows.failAll(closedError());
    return opened.close();
  }

  private ShardSide side(int shard) {
    if (shard < 0 || shard >= sides.length) {
      throw new IllegalArgumentException(
          "shard: " + shard + " (expected: 0.." + (sides.length - 1) + ")");
    }
    return sides[shard];
  }

  private static void checkShard(int shard, StreamId stream) {
    if (stream.shard() != shard) {
      throw new IllegalArgumentException(
          "stream: " + stream + " (expected: a stream of shard " + shard + ")");
    }
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

  /** NB: never a duplicate: answers to one caller keep their order only on one context. */
  private Context context() {
    ContextInternal current = ContextInternal.current();
    return current == null ? opened.home() : current.unwrap();
  }

  private <T> Future<T> write(int shard, Supplier<Request> request, Function<Response, T> parse) {
    return lanes.write(new ScriptOp<>(shard, 256, context(), request, parse));
  }

  private <T> Future<T> refusing(Callable<Future<T>> action) {
    try {
      if (closed != null) {
        throw closedError();
      }
      Future<T> made = action.call();
      return made.isComplete() ? here(made) : made;
    } catch (LogException | IllegalArgumentException refused) {
      return here(Future.failedFuture(refused));
    } catch (Exception bug) {
      throw new IllegalStateException(bug);
    }
  }

  /** On the caller's context; never inside the call, so that loops do not nest. */
  private static <T> Future<T> here(Future<T> future) {
    Context current = Vertx.currentContext();
    if (current == null) {
      return future;
    }
    Promise<T> promise = Promise.promise();
    future.onComplete(done -> current.runOnContext(ignored -> promise.handle(done)));
    return promise.future();
  }
}
