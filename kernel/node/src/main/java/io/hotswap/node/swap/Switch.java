package io.hotswap.node.swap;

import io.vertx.core.Future;
import java.util.Optional;

/** Makes the new version the one that serves. Undone by the same handover the other way. */
record Switch() implements Step {
  @Override
  public Future<Optional<String>> apply(SwapState swap) {
    swap.board.takeHolds();
    swap.faultsBefore = swap.to.faults();
    return Step.answer(new Handover(swap, swap.from, swap.to).move());
  }

  @Override
  public Future<Void> undo(SwapState swap) {
    return new Handover(swap, swap.to, swap.from).move();
  }
}
