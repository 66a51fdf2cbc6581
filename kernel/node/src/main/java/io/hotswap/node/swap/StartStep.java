package io.hotswap.node.swap;

import io.hotswap.node.lifecycle.LifecycleState;
import io.hotswap.node.lifecycle.Residents;
import io.vertx.core.Future;

/** Starts the new version beside the old one, on other event loops. */
record StartStep(SwapRun run, Residents residents) implements Step {
  @Override
  public String name() {
    return "start";
  }

  @Override
  public Future<Void> apply() {
    return run.next.start().onSuccess(started -> residents.add(run.next));
  }

  /** A failed start has cleaned up after itself. */
  @Override
  public Future<Void> undo() {
    if (run.next.state() != LifecycleState.STANDBY) {
      return Future.succeededFuture();
    }
    return run.next.retire().onComplete(retired -> residents.remove(run.next)).mapEmpty();
  }
}
