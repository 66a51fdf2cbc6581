package io.hotswap.node.swap;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/**
 * Keeps the old version on standby for a while and watches the new one. It ends early when somebody
 * asks for a rollback or when the new version is unwell: a stall, an answer of 5xx, or bad health
 * seen twice.
 */
record Bake() implements Step {
  @Override
  public Future<Optional<String>> apply(SwapState swap) {
    long end = System.nanoTime() + swap.bake.toNanos();
    return watch(swap, end, 0);
  }

  private static Future<Optional<String>> watch(SwapState swap, long end, int badBefore) {
    if (swap.rollbackWanted.get()) {
      return Future.succeededFuture(Optional.of("rollback was asked for"));
    }
    if (swap.to.stalled()) {
      return Future.succeededFuture(Optional.of("an event loop of it stalled"));
    }
    long errors = swap.to.faults() - swap.faultsBefore;
    if (errors > 0) {
      return Future.succeededFuture(Optional.of(errors + " answers of 5xx"));
    }
    Optional<String> trouble = swap.to.trouble();
    int bad = trouble.isPresent() ? badBefore + 1 : 0;
    if (bad >= 2) {
      return Future.succeededFuture(Optional.of("unhealthy: " + trouble.get()));
    }
    Duration left = Duration.ofNanos(end - System.nanoTime());
    if (left.isNegative() || left.isZero()) {
      // NB: bad health seen once at the very end is looked at once more.
      return bad == 0
          ? Future.succeededFuture(Optional.empty())
          : later(swap, swap.settings.bakeHealthInterval(), end, bad);
    }
    Duration next = swap.settings.bakeHealthInterval();
    return later(swap, next.compareTo(left) < 0 ? next : left, end, bad);
  }

  private static Future<Optional<String>> later(SwapState swap, Duration wait, long end, int bad) {
    return swap.strand.after(wait).compose(done -> watch(swap, end, bad));
  }
}
