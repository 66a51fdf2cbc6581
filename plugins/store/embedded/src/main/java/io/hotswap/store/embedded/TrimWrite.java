package io.hotswap.store.embedded;

import io.hotswap.contracts.log.LogException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** A higher first offset on its way to disk. */
final class TrimWrite extends Write {
  private final Promise<Void> promise = Promise.promise();
  private final StreamLog stream;
  private final long before;

  TrimWrite(Context context, StreamLog stream, long epoch, long before) {
    super(context, ClaimWrite.entry(Layout.TRIMMED, stream.id(), before, epoch));
    this.stream = stream;
    this.before = before;
  }

  Future<Void> future() {
    return promise.future();
  }

  @Override
  void committed(int segment, int position) {
    // NB: this may run before the caller, who queued it, hides anything itself.
    stream.hideBefore(before);
    stream.freeTrimmed();
  }

  @Override
  LogException broken() {
    return null;
  }

  /** Reads below stay refused: the owner let go of them and may say so again. */
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
