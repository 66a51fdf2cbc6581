package io.hotswap.node.swap;

import io.vertx.core.Future;

/**
 * One step of a swap.
 *
 * <ol>
 *   <li>Both methods are called on the strand and give errors as failed futures.
 *   <li>{@code apply} is called once. After it failed {@code undo} is called too, so it undoes as
 *       much as was done.
 *   <li>{@code undo} leaves the old version serving, or says what kept it from that.
 * </ol>
 */
sealed interface Step
    permits LoadStep,
        StartStep,
        CatchUpStep,
        ProveStep,
        HoldStep,
        WeighStep,
        SwitchStep,
        BakeStep,
        RetireStep {

  /** As receipts show it. */
  String name();

  Future<Void> apply();

  default Future<Void> undo() {
    return Future.succeededFuture();
  }
}
