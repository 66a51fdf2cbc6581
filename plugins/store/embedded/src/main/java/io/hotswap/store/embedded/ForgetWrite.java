package io.hotswap.store.embedded;

import io.hotswap.contracts.log.LogException;
import io.hotswap.contracts.log.StreamId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** The end of a stream for good, on its way to disk. */
final class ForgetWrite extends Write {
  private final Promise<Void> promise = Promise.promise();
  private final LogState state;
  private final StreamId stream;

  ForgetWrite(Context context, LogState state, StreamId stream, long epoch) {
    super(context, ClaimWrite.entry(Layout.FORGOTTEN, stream, 0, epoch));
    this.state = state;
    this.stream = stream;
  }

  Future<Void> future() {
    return promise.future();
  }

  @Override
  void committed(int segment, int position) {
    state.forget(stream);
  }

  @Override
  LogException broken() {
    return null;
  }

  @Override
  void undo() {}

  @Override
  void answer(LogException failed) {
    if (failed == null) {
      promise.complete();
    } else {
      promise.fail(failed);
    }
  }
}
