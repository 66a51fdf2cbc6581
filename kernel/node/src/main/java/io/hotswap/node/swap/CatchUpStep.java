package io.hotswap.node.swap;

import io.hotswap.contracts.plugin.Shards;
import io.hotswap.node.config.KernelSettings;
import io.hotswap.node.lifecycle.Surroundings;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** Has a stateful version open every shard and follow it until it is hardly behind. */
record CatchUpStep(SwapRun run, Surroundings around) implements Step {
  private static final Duration LOOK = Duration.ofMillis(5);

  @Override
  public String name() {
    return "catchup";
  }

  @Override
  public Future<Void> apply() {
    Shards next = run.next.shards().orElse(null);
    if (next == null) {
      return Future.succeededFuture();
    }
    int count = run.old.shards().map(Shards::count).orElse(next.count());
    if (next.count() != count) {
      return Future.failedFuture(
          new IllegalStateException("shards: " + next.count() + " (expected: " + count + ")"));
    }
    KernelSettings settings = around.config().kernel();
    boolean[] ended = new boolean[1];
    Future<Void> caughtUp =
        new OwnedShards(around)
            .follow(next, run.old.shards().orElse(next))
            .compose(followed -> near(next, settings.lagTarget(), ended));
    return around
        .strand()
        .within(caughtUp, settings.catchUpTimeout(), "catching up")
        .recover(late -> Future.failedFuture(explained(late, next)))
        .onComplete(done -> ended[0] = true)
        .onSuccess(done -> run.factsReplayed = next.factsReplayed());
  }

  private static Throwable explained(Throwable late, Shards next) {
    return late instanceof TimeoutException
        ? new IllegalStateException(late.getMessage() + ", " + next.lag() + " facts behind", late)
        : late;
  }

  private Future<Void> near(Shards next, long lagTarget, boolean[] ended) {
    return next.lag() <= lagTarget || ended[0]
        ? Future.succeededFuture()
        : around.strand().after(LOOK).compose(looked -> near(next, lagTarget, ended));
  }
}
