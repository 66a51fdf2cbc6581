package io.hotswap.store.redis;

import io.hotswap.contracts.log.Durability;
import io.hotswap.contracts.log.LogStore.Usage;
import io.hotswap.store.redis.ShardSide.Mark;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of one open store: connections, marks on disk, a look at the server now and then. */
final class Opened {
  /**
   * Where and with what a store is opened.
   *
   * @param directory of this node, for marks
   * @param leaseMillis time of leases; null for the server's own, as it must be with many nodes
   */
  record Setting(
      RedisConfig config,
      Context home,
      Path directory,
      RandomGenerator random,
      LongSupplier leaseMillis) {}

  private static final Logger LOG = LoggerFactory.getLogger(Opened.class);
  private static final long START_POLL_MILLIS = 20;
  private static final long DRAIN_MILLIS = 5000;

  private final Setting setting;
  private final ShardSide[] sides;
  private final Greeting greeting;
  private final BlockCache cache;
  private final Follows follows = new Follows();
  private final Lanes lanes;
  private volatile Usage usage = new Usage(0, 0);
  private Marks saved;
  private long timer = -1;
  private volatile boolean closed;

  private Opened(Setting setting, Marks marks) {
    this.setting = setting;
    this.saved = marks;
    this.cache = new BlockCache(setting.config.bounds().tailCache());
    this.sides = new ShardSide[setting.config.server().shards()];
    for (int i = 0; i < sides.length; i++) {
      sides[i] = new ShardSide(i);
      sides[i].remember(marks.shards().getOrDefault(i, Mark.NONE));
    }
    this.greeting = new Greeting(setting.config, sides, marks.store());
    this.lanes =
        new Lanes(
            setting.home, setting.config, setting.random, sides, greeting, this::becameDurable);
  }

  /** Connects and checks; fails with a clear message if the server cannot be used. */
  static Future<RedisLog> open(Setting setting) {
    return setting
        .home
        .owner()
        .executeBlocking(() -> Marks.load(setting.directory))
        .compose(marks -> onHome(setting.home, () -> new Opened(setting, marks).start()));
  }

  private static <T> Future<T> onHome(Context home, Supplier<Future<T>> action) {
    Promise<T> promise = Promise.promise();
    home.runOnContext(ignored -> action.get().onComplete(promise));
    return promise.future();
  }

  private Future<RedisLog> start() {
    lanes.writing().open();
    lanes.reading().open();
    Promise<Void> connected = Promise.promise();
    long deadline = System.nanoTime() + setting.config.times().start().toNanos();
    awaitUp(connected, deadline);
    return connected
        .future()
        .compose(up -> look())
        .map(looked -> opened())
        .onFailure(refused -> lanes.close());
  }

  private void awaitUp(Promise<Void> connected, long deadline) {
    Throwable why = lanes.writing().cause();
    if (lanes.writing().isUp() && lanes.reading().isUp()) {
      connected.complete();
    } else if (why != null && (Errors.refusesToStart(why) || System.nanoTime() > deadline)) {
      connected.fail(
          new IllegalStateException(
              "address: "
                  + setting.config.server().address()
                  + " (expected: a Redis server that can be used): "
                  + Errors.text(why),
              why));
    } else {
      setting
          .home
          .owner()
          .setTimer(
              START_POLL_MILLIS, t -> setting.home.runOnContext(v -> awaitUp(connected, deadline)));
    }
  }

  private RedisLog opened() {
    Durability level = durability();
    if (level != Durability.FSYNC) {
      LOG.warn(
          "durability {}: what is acknowledged may be lost with the {} (expected: appendonly yes"
              + " and appendfsync always, or wait-aof: true)",
          level,
          level == Durability.OS ? "server's machine" : "server's process");
    }
    tick();
    return new RedisLog(this);
  }

  private void tick() {
    timer =
        setting
            .home
            .owner()
            .setTimer(
                setting.config.times().usage().toMillis(),
                t ->
                    setting.home.runOnContext(
                        v -> {
                          if (!closed) {
                            look()
                                .eventually(this::saveMarks)
                                .onComplete(done -> tickUnlessClosed());
                          }
                        }));
  }

  private void tickUnlessClosed() {
    setting.home.runOnContext(
        v -> {
          if (!closed) {
            tick();
          }
        });
  }

  /** At the server's memory, and at whether it still keeps what the store promised. */
  private Future<Void> look() {
    return ServerState.ask(lanes.reading()::send)
        .map(now -> now.or(greeting.first()))
        .onSuccess(this::looked)
        .<Void>mapEmpty()
        .recover(
            failed -> {
              LOG.debug("no look at the server: {}", Errors.text(failed));
              return Future.succeededFuture();
            });
  }

  private void looked(ServerState state) {
    RedisConfig.Bounds bounds = setting.config.bounds();
    long free = state.memoryMax(bounds) - state.memoryUsed() - bounds.lowWater();
    usage = new Usage(state.memoryUsed(), Math.max(0, free));
    try {
      state.check(setting.config.server());
      greeting.checkLevel(state);
    } catch (IllegalStateException changed) {
      lanes.writing().drop(changed);
    }
  }

  private void becameDurable(Append append) {
    long free = usage.freeBytes() - append.bytes;
    usage = new Usage(usage.usedBytes() + append.bytes, Math.max(0, free));
    for (Append.Piece piece : append.pieces) {
      var part = piece.append();
      cache.put(part.stream(), part.firstOffset(), part.records(), 0);
      follows.wake(part.stream());
    }
  }

  private Future<Void> saveMarks() {
    Map<Integer, Mark> now = new TreeMap<>();
    for (ShardSide side : sides) {
      if (!side.mark().equals(Mark.NONE)) {
        now.put(side.shard(), side.mark());
      }
    }
    Marks next = new Marks(greeting.store(), now);
    if (next.equals(saved)) {
      return Future.succeededFuture();
    }
    saved = next;
    return setting
        .home
        .owner()
        .<Void>executeBlocking(
            () -> {
              next.save(setting.directory);
              return null;
            })
        .onFailure(failed -> LOG.warn("marks are not saved: {}", failed.toString()))
        .otherwiseEmpty();
  }

  Future<Void> close() {
    return onHome(
        setting.home,
        () -> {
          closed = true;
          setting.home.owner().cancelTimer(timer);
          // A node that stops does not let the others wait for its leases to end.
          for (ShardSide side : sides) {
            if (side.held() > 0) {
              lanes.release(setting.home, side.shard(), side.held());
            }
          }
          return lanes
              .end()
              .timeout(DRAIN_MILLIS, TimeUnit.MILLISECONDS)
              .otherwiseEmpty()
              .eventually(() -> onHome(setting.home, lanes::close))
              .eventually(this::saveMarks);
        });
  }

  Optional<String> health() {
    List<String> wrong = new ArrayList<>();
    for (ShardSide side : sides) {
      if (side.frozen() != null) {
        wrong.add("shard " + side.shard() + " is frozen: the server lost data: " + side.frozen());
      }
    }
    String trouble = lanes.writing().trouble();
    if (trouble == null) {
      trouble = lanes.reading().trouble();
    }
    if (trouble != null) {
      wrong.add(0, trouble);
    }
    return wrong.isEmpty()
        ? Optional.empty()
        : Optional.of("log store: " + String.join("; ", wrong));
  }

  /** Time for leases as the scripts want it: empty for the server's own. */
  Object now() {
    return setting.leaseMillis == null ? "" : setting.leaseMillis.getAsLong();
  }

  Durability durability() {
    return greeting.first().durability(setting.config.server());
  }

  RedisConfig config() {
    return setting.config;
  }

  Context home() {
    return setting.home;
  }

  ShardSide[] sides() {
    return sides;
  }

  Lanes lanes() {
    return lanes;
  }

  BlockCache cache() {
    return cache;
  }

  Follows follows() {
    return follows;
  }

  Usage usage() {
    return usage;
  }
}
