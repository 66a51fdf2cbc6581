package io.hotswap.node.swap;

import io.hotswap.node.lifecycle.Surroundings;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/** Waits, with everything proven, until whoever began the swap says go. */
record HoldStep(SwapRun run, Surroundings around) implements Step {
  private static final Duration HOLD_MAX = Duration.ofHours(24);

  @Override
  public String name() {
    return Orders.HELD;
  }

  @Override
  public Future<Void> apply() {
    return until(run, around, run.released.future());
  }

  static Future<Void> until(SwapRun run, Surroundings around, Future<Void> told) {
    Duration interval = around.config().kernel().bakeHealthInterval();
    return new Vigil(around.strand(), interval, told, run.rollback.future(), () -> wrong(run))
        .keep(HOLD_MAX)
        .compose(
            kept ->
                told.succeeded()
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        new IllegalStateException("nobody said go for " + HOLD_MAX)));
  }

  private static Optional<String> wrong(SwapRun run) {
    if (run.left) {
      return Optional.of("the node stops");
    }
    return run.next.stall();
  }
}
