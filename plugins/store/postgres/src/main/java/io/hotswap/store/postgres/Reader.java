package io.hotswap.store.postgres;

import static io.hotswap.contracts.log.LogException.Kind.CORRUPT;
import static io.hotswap.contracts.log.LogException.Kind.TRIMMED;

import io.hotswap.contracts.log.LogException;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.log.StoredRecord;
import io.hotswap.contracts.log.StreamId;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Reads streams: blocks come from the server, records are cut out of them here. */
final class Reader {
  private static final String BLOCKS =
      "select o_first, o_next, o_count, o_crc, o_records from read_blocks($1, $2, $3, $4, $5, $6)";
  private static final String BOUNDS =
      "select first, next from stream where shard = $1 and topic_uid = $2 and part = $3";
  private static final String OFFSET_AT = "select offset_at($1, $2, $3, $4)";

  /** What a stream holds. */
  record Bounds(long first, long next) {}

  private final List<Link> links;
  private int turn;

  Reader(List<Link> links) {
    this.links = links;
  }

  Link link() {
    turn = (turn + 1) % links.size();
    return links.get(turn);
  }

  Future<List<StoredRecord>> read(StreamId stream, long from, int maxRecords, int maxBytes) {
    return link()
        .call(
            BLOCKS,
            Tuple.of(
                stream.shard(),
                stream.topicUid(),
                stream.partition(),
                from,
                maxRecords,
                (long) maxBytes))
        .map(rows -> cut(stream, from, maxRecords, maxBytes, rows));
  }

  private static List<StoredRecord> cut(
      StreamId stream, long from, int maxRecords, int maxBytes, RowSet<Row> rows) {
    Iterator<Row> each = rows.iterator();
    Row bounds = each.next();
    checkReadable(stream, from, new Bounds(bounds.getLong(0), bounds.getLong(1)));
    List<StoredRecord> records = new ArrayList<>();
    long next = from;
    long bytes = 0;
    while (each.hasNext()) {
      Row row = each.next();
      long first = row.getLong(0);
      Records block = block(stream, row);
      if (first > next || first + block.count() <= next) {
        throw new LogException(
            CORRUPT, stream + ": a block at " + first + " (expected: one that holds " + next + ")");
      }
      for (int i = (int) (next - first); i < block.count(); i++) {
        ByteBuffer record = block.get(i);
        bytes += record.remaining();
        if (records.size() == maxRecords || (bytes > maxBytes && !records.isEmpty())) {
          return records;
        }
        records.add(new StoredRecord(first + i, record));
      }
      next = first + block.count();
    }
    if (records.isEmpty() && from < bounds.getLong(1)) {
      throw new LogException(CORRUPT, stream + ": no block holds offset " + from);
    }
    return records;
  }

  private static Records block(StreamId stream, Row row) {
    ByteBuffer bytes = Bytes.bytes(row.getBuffer(4));
    if (Pending.crc(bytes.duplicate()) != row.getLong(3)) {
      throw new LogException(
          CORRUPT, stream + ": the block at " + row.getLong(0) + " is not what was appended");
    }
    return Records.wrap(row.getInteger(2), bytes);
  }

  /** Refuses what was trimmed, and what was never written. */
  static void checkReadable(StreamId stream, long from, Bounds bounds) {
    if (from < bounds.first()) {
      throw new LogException(
          TRIMMED, stream + ": from: " + from + " (expected: >= " + bounds.first() + ")");
    }
    if (from > bounds.next()) {
      throw new IllegalArgumentException("from: " + from + " (expected: <= " + bounds.next() + ")");
    }
  }

  Future<Bounds> bounds(StreamId stream) {
    return link()
        .call(BOUNDS, Tuple.of(stream.shard(), stream.topicUid(), stream.partition()))
        .map(
            rows -> {
              Iterator<Row> each = rows.iterator();
              if (!each.hasNext()) {
                return new Bounds(0, 0);
              }
              Row row = each.next();
              return new Bounds(row.getLong(0), row.getLong(1));
            });
  }

  Future<Long> offsetAt(StreamId stream, long timeMillis) {
    return link()
        .call(
            OFFSET_AT, Tuple.of(stream.shard(), stream.topicUid(), stream.partition(), timeMillis))
        .map(rows -> rows.iterator().next().getLong(0));
  }
}
