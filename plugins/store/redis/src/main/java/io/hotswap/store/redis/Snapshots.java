package io.hotswap.store.redis;

import io.hotswap.contracts.log.LogException;
import io.hotswap.contracts.log.Snapshot;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshots in chunks: the pointer to one is set last, so one is there as a whole or not at all.
 */
final class Snapshots {
  private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);
  private static final int CRC_DIGITS = 8;

  /** A pointer as stored: position, level, number of chunks, key. */
  private record Pointer(long position, int level, int chunks, String key) {
    static Pointer parse(Response text) {
      String[] words = text.toString().split(" ", 4);
      return new Pointer(
          Long.parseLong(words[0]),
          Integer.parseInt(words[1]),
          Integer.parseInt(words[2]),
          words[3]);
    }
  }

  private final Keys keys;
  private final Lanes lanes;
  private final Map<Integer, Future<Void>> saving = new ConcurrentHashMap<>();

  Snapshots(Keys keys, Lanes lanes) {
    this.keys = keys;
    this.lanes = lanes;
  }

  /** One after the other in each shard. */
  Future<Void> save(Context caller, long epoch, Snapshot snapshot) {
    return saving.compute(
        snapshot.shard(),
        (shard, before) -> {
          Future<Void> free = before == null ? Future.succeededFuture() : before.otherwiseEmpty();
          return free.compose(ready -> saveNow(caller, epoch, snapshot));
        });
  }

  private Future<Void> saveNow(Context caller, long epoch, Snapshot snapshot) {
    int shard = snapshot.shard();
    String key = keys.snapshot(shard, epoch + ":" + UUID.randomUUID());
    List<String> begin = List.of(keys.own(shard), keys.ends(shard), keys.snapshots(shard));
    List<String> commit = List.of(keys.own(shard), keys.snapshots(shard), key);
    Future<Void> saved =
        change(
            caller,
            shard,
            epoch,
            "position",
            snapshot.position(),
            () -> Script.BEGIN.run(begin, epoch, snapshot.position(), key, Keys.FACTS));
    for (int i = 0; i < snapshot.chunks().size(); i++) {
      int index = i;
      saved = saved.compose(done -> chunk(caller, shard, key, index, snapshot.chunks().get(index)));
    }
    return saved.compose(
        done ->
            change(
                caller,
                shard,
                epoch,
                "position",
                snapshot.position(),
                () ->
                    Script.COMMIT.run(
                        commit,
                        epoch,
                        snapshot.position(),
                        snapshot.level(),
                        snapshot.chunks().size())));
  }

  private Future<Void> change(
      Context caller, int shard, long epoch, String name, long value, Supplier<Request> request) {
    return lanes.write(
        new ScriptOp<>(
            shard, 256, caller, request, answer -> lanes.done(shard, epoch, name, value, answer)));
  }

  private Future<Void> chunk(Context caller, int shard, String key, int index, Buffer chunk) {
    byte[] bytes = chunk.getBytes();
    String crc = crc(bytes, 0);
    List<String> names = List.of(keys.snapshots(shard), key);
    return lanes.write(
        new ScriptOp<>(
            shard,
            bytes.length + 256L,
            caller,
            () -> Script.CHUNK.run(names, index, crc).arg(bytes),
            answer -> lanes.done(shard, 0, "chunk", index, answer)));
  }

  Future<Long> trimmable(Context caller, int shard) {
    return lanes.read(
        new ScriptOp<>(
            Op.NO_SHARD,
            64,
            caller,
            () -> Request.cmd(Command.HGET).arg(keys.snapshots(shard)).arg("before"),
            answer -> answer == null ? 0L : Pointer.parse(answer).position));
  }

  Future<Optional<Snapshot>> load(Context caller, int shard) {
    return load(caller, shard, "newest")
        .compose(
            found ->
                found.isPresent() ? Future.succeededFuture(found) : load(caller, shard, "before"));
  }

  private Future<Optional<Snapshot>> load(Context caller, int shard, String which) {
    return lanes
        .read(
            new ScriptOp<>(
                Op.NO_SHARD,
                64,
                caller,
                () -> Request.cmd(Command.HGET).arg(keys.snapshots(shard)).arg(which),
                answer -> Optional.ofNullable(answer).map(Pointer::parse)))
        .compose(
            pointer ->
                pointer.isEmpty()
                    ? Future.succeededFuture(Optional.empty())
                    : chunks(caller, shard, pointer.get()));
  }

  private Future<Optional<Snapshot>> chunks(Context caller, int shard, Pointer pointer) {
    List<Buffer> chunks = new ArrayList<>();
    Future<Boolean> whole = Future.succeededFuture(true);
    for (int i = 0; i < pointer.chunks; i++) {
      int index = i;
      whole =
          whole.compose(
              good ->
                  good ? load(caller, pointer.key, index, chunks) : Future.succeededFuture(false));
    }
    return whole.map(
        good -> {
          if (!good) {
            LOG.warn("snapshot {} of shard {} is damaged or replaced", pointer.key, shard);
            return Optional.empty();
          }
          return Optional.of(new Snapshot(shard, pointer.position, pointer.level, chunks));
        });
  }

  /** Adds the chunk, or answers false if it is not what was stored. */
  private Future<Boolean> load(Context caller, String key, int index, List<Buffer> chunks) {
    return lanes.read(
        new ScriptOp<>(
            Op.NO_SHARD,
            64,
            caller,
            () -> Request.cmd(Command.HGET).arg(key).arg(index),
            answer -> {
              byte[] stored = answer == null ? new byte[0] : answer.toBytes();
              if (stored.length <= CRC_DIGITS) {
                return false;
              }
              String crc = new String(stored, 0, CRC_DIGITS, StandardCharsets.US_ASCII);
              if (!crc.equals(crc(stored, CRC_DIGITS + 1))) {
                return false;
              }
              chunks.add(Buffer.buffer(stored).getBuffer(CRC_DIGITS + 1, stored.length));
              return true;
            }));
  }

  private static String crc(byte[] bytes, int from) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, bytes.length - from);
    return String.format("%08x", crc.getValue());
  }

  /** Throws if it is too big in one of its parts. */
  static void check(Snapshot snapshot, long max) {
    long size = 0;
    for (Buffer chunk : snapshot.chunks()) {
      if (chunk.length() > Snapshot.CHUNK_BYTES_MAX) {
        throw new IllegalArgumentException(
            "chunk: " + chunk.length() + " bytes (expected: <= 1 MiB)");
      }
      size += chunk.length();
    }
    if (size > max) {
      throw new IllegalArgumentException(
          "snapshot: " + size + " bytes (expected: <= snapshot-max, " + max + ")");
    }
    if (snapshot.position() < 0) {
      throw new IllegalArgumentException("position: " + snapshot.position() + " (expected: >= 0)");
    }
  }

  static LogException replaced(int shard) {
    return new LogException(
        LogException.Kind.FENCED, "shard " + shard + ": another snapshot was begun meanwhile");
  }
}
