package io.hotswap.store.embedded;

import io.hotswap.contracts.log.Claim;
import io.hotswap.contracts.log.LogException;
import io.hotswap.contracts.log.StreamId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.ByteBuffer;

/** A new epoch on its way to disk. */
final class ClaimWrite extends Write {
  private final Promise<Claim> promise = Promise.promise();
  private final LogState state;
  private final ShardState shard;
  private final long epoch;
  private Claim claim;

  ClaimWrite(Context context, LogState state, ShardState shard, long epoch) {
    super(context, entry(Layout.CLAIMED, StreamId.facts(shard.id()), 0, epoch));
    this.state = state;
    this.shard = shard;
    this.epoch = epoch;
  }

  static byte[] entry(byte type, StreamId stream, long first, long epoch) {
    ByteBuffer out = ByteBuffer.allocate(Layout.ENTRY_HEADER);
    Layout.Entry entry = Layout.Entry.bare(type, stream, first, 0, epoch, 0);
    Layout.putEntry(out, entry, ByteBuffer.allocate(0));
    return out.array();
  }

  Future<Claim> future() {
    return promise.future();
  }

  @Override
  void committed(int segment, int position) {
    synchronized (shard) {
      shard.claimed(epoch);
      // NB: all appends of lower epochs are behind us and none of this one can have been made.
      state.forgetPending(shard.id());
      claim = new Claim(shard.id(), epoch, state.readable(StreamId.facts(shard.id())).end());
    }
  }

  @Override
  LogException broken() {
    return null;
  }

  @Override
  void undo() {
    synchronized (shard) {
      shard.claimFailed(epoch);
    }
  }

  @Override
  void answer(LogException failed) {
    if (failed == null) {
      promise.complete(claim);
    } else {
      promise.fail(failed);
    }
  }
}
