package io.hotswap.store.embedded;

import static io.hotswap.contracts.log.LogException.Kind.FULL;

import io.hotswap.contracts.log.LogException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;

/** Records of one shard on their way to disk. */
final class AppendWrite extends Write {
  private final Promise<Void> promise = Promise.promise();
  private final ShardState shard;
  private final long epoch;
  private final long seq;
  private final AppendEncoder.Encoded encoded;
  private final List<StreamLog> streams;
  private final TailCache cache;

  /** {@code streams} are those of the pieces, in the same order. */
  AppendWrite(
      Context context,
      ShardState shard,
      long epoch,
      long seq,
      AppendEncoder.Encoded encoded,
      List<StreamLog> streams,
      TailCache cache) {
    super(context, encoded.bytes(), encoded.size());
    this.shard = shard;
    this.epoch = epoch;
    this.seq = seq;
    this.encoded = encoded;
    this.streams = streams;
    this.cache = cache;
  }

  Future<Void> future() {
    return promise.future();
  }

  @Override
  void committed(int segment, int position) {
    for (int i = 0; i < streams.size(); i++) {
      AppendEncoder.Piece piece = encoded.pieces().get(i);
      streams.get(i).stored(piece.entry(), segment, position + piece.at());
      cache.add(streams.get(i), piece.plain());
    }
    synchronized (shard) {
      shard.stored(epoch, seq, encoded.fingerprint());
    }
    for (StreamLog stream : streams) {
      stream.follows().forEach(Follow::wake);
    }
  }

  @Override
  LogException broken() {
    synchronized (shard) {
      return shard.isBroken(epoch)
          ? new LogException(FULL, "shard " + shard.id() + ": an append before found no space")
          : null;
    }
  }

  @Override
  void undo() {
    synchronized (shard) {
      shard.broke(epoch);
    }
  }

  @Override
  void answer(LogException failed) {
    if (failed == null) {
      promise.complete();
    } else {
      promise.fail(failed);
    }
  }
}
