package io.hotswap.store.redis;

import io.hotswap.contracts.log.LogException;
import io.hotswap.contracts.log.StoredRecord;
import io.hotswap.contracts.log.StreamId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reads streams: what is recent from the cache, the rest from the server. Any thread. */
final class Reader {
  private final RedisConfig config;
  private final Keys keys;
  private final Lanes lanes;
  private final BlockCache cache;
  private final Map<StreamId, Long> durableEnds = new ConcurrentHashMap<>();

  Reader(RedisConfig config, Keys keys, Lanes lanes, BlockCache cache) {
    this.config = config;
    this.keys = keys;
    this.lanes = lanes;
    this.cache = cache;
  }

  /** Records from there on, of the cache or the server; answers on the caller's context. */
  Future<List<StoredRecord>> read(
      Context caller, StreamId stream, long from, int maxRecords, int maxBytes) {
    if (maxRecords <= 0) {
      throw new IllegalArgumentException("maxRecords: " + maxRecords + " (expected: > 0)");
    }
    if (from < 0) {
      throw new IllegalArgumentException("from: " + from + " (expected: >= 0)");
    }
    int bytes = Math.max(1, Math.min(maxBytes, config.bounds().read()));
    List<StoredRecord> cached = cache.read(stream, from, maxRecords, bytes);
    if (!cached.isEmpty()) {
      return Future.succeededFuture(cached);
    }
    List<String> names = List.of(keys.ends(stream.shard()), keys.stream(stream));
    String field = Keys.field(stream);
    String id = Keys.entry(from);
    return fetch(
            caller,
            () -> Script.READ.run(names, field, from, id, maxRecords, bytes),
            answer -> Blocks.parse(stream, from, answer))
        .compose(blocks -> settled(caller, stream, blocks.upTo()).map(done -> blocks))
        .map(blocks -> cut(stream, blocks, new BlockCache.Cutter(from, maxRecords, bytes)));
  }

  private List<StoredRecord> cut(StreamId stream, Blocks blocks, BlockCache.Cutter cutter) {
    boolean room = true;
    for (Blocks.Block block : blocks.list()) {
      cache.put(stream, block.first(), block.records(), blocks.first());
      room = room && cutter.take(block.first(), block.records());
    }
    return cutter.records();
  }

  /** What others wrote may not be on the disk yet: then it must get there before it is shown. */
  private Future<Void> settled(Context caller, StreamId stream, long end) {
    if (!config.server().waitAof() || end <= durableEnds.getOrDefault(stream, 0L)) {
      return Future.succeededFuture();
    }
    return lanes.barrier(caller).onSuccess(done -> durableEnds.merge(stream, end, Math::max));
  }

  /** First and next offset. */
  Future<long[]> ends(Context caller, StreamId stream) {
    String key = keys.ends(stream.shard());
    return fetch(
        caller,
        () -> Request.cmd(Command.HGET).arg(key).arg(Keys.field(stream)),
        answer -> {
          String[] words = answer == null ? new String[] {"0", "0"} : answer.toString().split(" ");
          return new long[] {Long.parseLong(words[0]), Long.parseLong(words[1])};
        });
  }

  /** The next offset; all before it is durable. */
  Future<Long> end(Context caller, StreamId stream) {
    return ends(caller, stream)
        .compose(ends -> settled(caller, stream, ends[1]).map(done -> ends[1]));
  }

  Future<Long> offsetAt(Context caller, StreamId stream, long timeMillis) {
    List<String> names = List.of(keys.ends(stream.shard()), keys.stream(stream));
    return fetch(
        caller,
        () -> Script.SEEK.run(names, Keys.field(stream), timeMillis),
        answer -> answer.get(0).toLong());
  }

  void forget(StreamId stream) {
    cache.forget(stream);
    durableEnds.remove(stream);
  }

  static void checkReadable(long from, long[] ends) {
    if (from < ends[0]) {
      throw new LogException(
          LogException.Kind.TRIMMED, "from: " + from + " (expected: >= " + ends[0] + ")");
    }
    if (from > ends[1]) {
      throw new IllegalArgumentException("from: " + from + " (expected: <= " + ends[1] + ")");
    }
  }

  private <T> Future<T> fetch(
      Context caller, Supplier<Request> request, Function<Response, T> parse) {
    return lanes.read(new ScriptOp<>(Op.NO_SHARD, 256, caller, request, parse));
  }
}
