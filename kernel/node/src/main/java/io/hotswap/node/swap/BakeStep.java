package io.hotswap.node.swap;

import io.hotswap.node.lifecycle.Surroundings;
import io.hotswap.node.ports.Target;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Keeps the old version as standby while the health gate watches the new one; then the choice is
 * remembered on disk.
 */
final class BakeStep implements Step {
  private final SwapRun run;
  private final Surroundings around;
  private final LongSupplier serverErrors;
  private long errorsBefore;
  private int illInARow;

  /**
   * @param serverErrors 5xx answers so far for which this plugin is to blame beyond failed calls
   */
  BakeStep(SwapRun run, Surroundings around, LongSupplier serverErrors) {
    this.run = run;
    this.around = around;
    this.serverErrors = serverErrors;
  }

  @Override
  public String name() {
    return "bake";
  }

  @Override
  public Future<Void> apply() {
    errorsBefore = serverErrors.getAsLong();
    Duration interval = around.config().kernel().bakeHealthInterval();
    Future<Void> enough = run.promoted.future();
    return new Vigil(around.strand(), interval, enough, run.rollback.future(), this::wrong)
        .keep(run.bake)
        .compose(
            healthy -> {
              // From here on it is too late for a rollback; whoever asks for one is told so.
              boolean over = run.rollback.tryFail("the bake is over");
              return over ? remember() : run.rollback.future().compose(BakeStep::ended);
            });
  }

  private static Future<Void> ended(String why) {
    return Future.failedFuture(new IllegalStateException(why));
  }

  private Optional<String> wrong() {
    if (run.left) {
      return Optional.of("the node stops");
    }
    Optional<String> stall = run.next.stall();
    if (stall.isPresent()) {
      return stall;
    }
    Optional<String> complaint = run.next.complaint();
    illInARow = complaint.isPresent() ? illInARow + 1 : 0;
    if (illInARow >= 2) {
      return complaint.map(why -> "unhealthy twice in a row: " + why);
    }
    if (run.orders.judged()) {
      return Optional.empty();
    }
    for (Target target : run.next.targets().values()) {
      if (target.faults() > 0) {
        return Optional.of(target.faults() + " calls failed, the last with " + target.lastFault());
      }
    }
    long errors = serverErrors.getAsLong() - errorsBefore;
    return errors > 0 ? Optional.of(errors + " answers were server errors") : Optional.empty();
  }

  private Future<Void> remember() {
    return around
        .strand()
        .blocking(
            () -> {
              around.repository().active().activate(run.target.id(), run.target.version());
              return null;
            });
  }
}
