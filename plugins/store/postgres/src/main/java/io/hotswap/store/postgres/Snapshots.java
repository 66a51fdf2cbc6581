package io.hotswap.store.postgres;

import static io.hotswap.contracts.log.LogException.Kind.OUTCOME_UNKNOWN;

import io.hotswap.contracts.log.LogException;
import io.hotswap.contracts.log.Snapshot;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshots, in portions that neither side has to hold at once. One counts when its row is written,
 * which comes last; portions without a row are removed by the next that is finished.
 */
final class Snapshots {
  private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);
  private static final int PORTION = 4;
  private static final String CHECK = "select o_status, o_expected from check_snapshot($1, $2, $3)";
  private static final String CHUNKS = "select save_chunks($1, $2, $3, $4, $5)";
  private static final String SAVE =
      "select o_status, o_expected from save_snapshot($1, $2, $3, $4, $5, $6)";
  private static final String LIST =
      "select position, level, id, chunks from snapshot where shard = $1 order by position desc";
  private static final String LOAD =
      "select crc, bytes from snapshot_chunk where shard = $1 and id = $2 and n >= $3 and n < $4"
          + " order by n";
  private static final String TRIMMABLE = "select trimmable($1)";
  private static final short FENCED = 1;
  private static final short BEYOND_END = 3;

  private record Found(int shard, long position, int level, UUID id, int chunks) {}

  private final Reader reader;

  Snapshots(Reader reader) {
    this.reader = reader;
  }

  /** Refuses by name what is too big. */
  static void check(Snapshot snapshot, long bytesMax) {
    long size = 0;
    for (Buffer chunk : snapshot.chunks()) {
      if (chunk.length() > Snapshot.CHUNK_BYTES_MAX) {
        throw new IllegalArgumentException(
            "chunk: " + chunk.length() + " bytes (expected: <= 1 MiB)");
      }
      size += chunk.length();
    }
    if (size > bytesMax) {
      throw new IllegalArgumentException(
          "snapshot: " + size + " bytes (expected: <= " + bytesMax + ")");
    }
  }

  Future<Void> save(long epoch, Snapshot snapshot) {
    UUID id = UUID.randomUUID();
    Link link = reader.link();
    Tuple check = Tuple.of(snapshot.shard(), epoch, snapshot.position());
    Tuple save =
        Tuple.of(
            snapshot.shard(),
            epoch,
            snapshot.position(),
            snapshot.level(),
            id,
            snapshot.chunks().size());
    return link.call(CHECK, check)
        .map(rows -> accepted(epoch, snapshot, rows))
        .compose(accepted -> saveChunks(link, snapshot, id, 0))
        .compose(saved -> link.call(SAVE, save))
        .map(rows -> accepted(epoch, snapshot, rows));
  }

  private Future<Void> saveChunks(Link link, Snapshot snapshot, UUID id, int from) {
    int to = Math.min(snapshot.chunks().size(), from + PORTION);
    if (from == to) {
      return Future.succeededFuture();
    }
    Long[] crc = new Long[to - from];
    Buffer[] bytes = new Buffer[to - from];
    for (int i = 0; i < crc.length; i++) {
      byte[] chunk = snapshot.chunks().get(from + i).getBytes();
      crc[i] = Pending.crc(ByteBuffer.wrap(chunk));
      bytes[i] = Buffer.buffer(chunk);
    }
    return link.call(CHUNKS, Tuple.of(snapshot.shard(), id, from, crc, bytes))
        .compose(saved -> saveChunks(link, snapshot, id, to));
  }

  private static Void accepted(long epoch, Snapshot snapshot, RowSet<Row> rows) {
    Row row = rows.iterator().next();
    short status = row.getShort(0);
    long expected = row.getLong(1);
    if (status == FENCED) {
      throw Failures.fenced(snapshot.shard(), epoch, expected);
    }
    if (status == BEYOND_END) {
      throw new IllegalArgumentException(
          "position: " + snapshot.position() + " (expected: 0.." + expected + ")");
    }
    if (status != 0) {
      throw new LogException(
          OUTCOME_UNKNOWN,
          "shard "
              + snapshot.shard()
              + ": only "
              + expected
              + " chunks of the snapshot are there, another one was saved meanwhile");
    }
    return null;
  }

  /** The newest that is whole. */
  Future<Optional<Snapshot>> load(int shard) {
    Link link = reader.link();
    return link.call(LIST, Tuple.of(shard))
        .compose(
            rows -> {
              List<Found> found = new ArrayList<>();
              for (Row row : rows) {
                found.add(
                    new Found(
                        shard,
                        row.getLong(0),
                        row.getInteger(1),
                        row.getUUID(2),
                        row.getInteger(3)));
              }
              return firstWhole(link, found.iterator());
            });
  }

  private Future<Optional<Snapshot>> firstWhole(Link link, Iterator<Found> found) {
    if (!found.hasNext()) {
      return Future.succeededFuture(Optional.empty());
    }
    Found next = found.next();
    return loadChunks(link, next, new ArrayList<>())
        .compose(
            chunks -> {
              if (chunks.size() == next.chunks()) {
                return Future.succeededFuture(
                    Optional.of(new Snapshot(next.shard(), next.position(), next.level(), chunks)));
              }
              LOG.warn(
                  "snapshot of shard {} at {} is damaged after {} of {} chunks",
                  next.shard(),
                  next.position(),
                  chunks.size(),
                  next.chunks());
              return firstWhole(link, found);
            });
  }

  /** Ends early at a chunk that is damaged or missing. */
  private Future<List<Buffer>> loadChunks(Link link, Found found, List<Buffer> chunks) {
    int from = chunks.size();
    int to = Math.min(found.chunks(), from + PORTION);
    if (from == to) {
      return Future.succeededFuture(chunks);
    }
    return link.call(LOAD, Tuple.of(found.shard(), found.id(), from, to))
        .compose(
            rows -> {
              for (Row row : rows) {
                Buffer chunk = row.getBuffer(1);
                if (Pending.crc(ByteBuffer.wrap(chunk.getBytes())) != row.getLong(0)) {
                  return Future.succeededFuture(chunks);
                }
                chunks.add(chunk);
              }
              return chunks.size() < to
                  ? Future.succeededFuture(chunks)
                  : loadChunks(link, found, chunks);
            });
  }

  Future<Long> trimmable(int shard) {
    return reader
        .link()
        .call(TRIMMABLE, Tuple.of(shard))
        .map(rows -> rows.iterator().next().getLong(0));
  }
}
