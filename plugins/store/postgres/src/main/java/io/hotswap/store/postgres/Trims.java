package io.hotswap.store.postgres;

import io.hotswap.contracts.log.StreamId;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;

/** Lets go of records at once; their blocks are deleted in the background. */
final class Trims {
  private static final String TRIM =
      "select o_status, o_expected from trim_stream($1, $2, $3, $4, $5)";
  private static final String FORGET =
      "select o_status, o_expected from forget_stream($1, $2, $3, $4)";

  private final Link link;

  Trims(Link link) {
    this.link = link;
  }

  Future<Void> trim(long epoch, StreamId stream, long before) {
    return link.call(
            TRIM, Tuple.of(stream.shard(), epoch, stream.topicUid(), stream.partition(), before))
        .map(rows -> released(stream, epoch, before, rows.iterator().next()));
  }

  Future<Void> forget(long epoch, StreamId stream) {
    return link.call(FORGET, Tuple.of(stream.shard(), epoch, stream.topicUid(), stream.partition()))
        .map(rows -> released(stream, epoch, 0, rows.iterator().next()));
  }

  private static Void released(StreamId stream, long epoch, long before, Row row) {
    short status = row.getShort(0);
    if (status == 1) {
      throw Failures.fenced(stream.shard(), epoch, row.getLong(1));
    }
    if (status != 0) {
      throw new IllegalArgumentException(
          "before: " + before + " (expected: 0.." + row.getLong(1) + " for " + stream + ")");
    }
    return null;
  }
}
