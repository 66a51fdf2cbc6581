package io.hotswap.node.swap;

import io.hotswap.contracts.plugin.Shards;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/**
 * Lets the new version follow every shard until it is close behind. Nothing to do without state.
 */
record CatchUp() implements Step {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

  @Override
  public Future<Optional<String>> apply(SwapState swap) {
    if (swap.from.shards().isPresent() != swap.to.shards().isPresent()) {
      return Future.succeededFuture(Optional.of("one of the two versions keeps state"));
    }
    if (swap.to.shards().isEmpty()) {
      return Future.succeededFuture(Optional.empty());
    }
    Shards shards = swap.to.shards().get();
    int count = swap.from.shards().get().count();
    if (shards.count() != count) {
      return Future.succeededFuture(
          Optional.of("shards: " + shards.count() + " (expected: " + count + ")"));
    }
    long deadline = System.nanoTime() + swap.settings.catchUpTimeout().toNanos();
    return Step.answer(
        swap.strand
            .within(shards.follow(), swap.settings.catchUpTimeout(), "catching up")
            .compose(done -> untilClose(swap, shards, deadline)));
  }

  private static Future<Void> untilClose(SwapState swap, Shards shards, long deadline) {
    long lag = shards.lag();
    if (lag <= swap.settings.lagTarget()) {
      return Future.succeededFuture();
    }
    if (System.nanoTime() > deadline) {
      return Future.failedFuture("lag: " + lag + " facts at the deadline");
    }
    return swap.strand.after(LOOK_AGAIN).compose(done -> untilClose(swap, shards, deadline));
  }
}
