package io.hotswap.node.swap;

import io.vertx.core.Future;
import java.util.Optional;

/** Verifies the jar and gives the version a class loader of its own. */
record Load() implements Step {
  @Override
  public Future<Optional<String>> apply(SwapState swap) {
    return Step.answer(
        swap.strand
            .blocking(() -> swap.fleet.load(swap.plugin, swap.toVersion))
            .onSuccess(version -> swap.to = version));
  }

  /** Everything the new version has done or made goes with it. */
  @Override
  public Future<Void> undo(SwapState swap) {
    return swap.to == null ? Future.succeededFuture() : swap.to.retire();
  }
}
