package io.hotswap.node.swap;

import io.vertx.core.Future;
import java.util.Optional;

/** Starts the new version beside the old one. */
record Start() implements Step {
  @Override
  public Future<Optional<String>> apply(SwapState swap) {
    return Step.answer(
        swap.strand.within(swap.to.start(), swap.settings.startTimeout(), "start()"));
  }
}
