package io.hotswap.node.swap;

import io.vertx.core.Future;
import java.util.Optional;

/** Remembers the new version as the active one and lets the old one go. */
record Retire() implements Step {
  @Override
  public Future<Optional<String>> apply(SwapState swap) {
    return Step.answer(
        swap.strand
            .blocking(
                () -> {
                  swap.fleet.activated(swap.plugin, swap.to);
                  return null;
                })
            .compose(done -> swap.from.retire()));
  }
}
