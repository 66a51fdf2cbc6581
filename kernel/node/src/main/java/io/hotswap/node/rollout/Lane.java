package io.hotswap.node.rollout;

import io.hotswap.node.strand.Strand;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;

/** Where rollouts decide, one thing after the other, and their time. */
interface Lane {
  /** Runs {@code action} on the lane; an exception is a failed future. */
  <T> Future<T> call(Supplier<Future<T>> action);

  /** Completes on the lane after {@code pause}. */
  Future<Void> after(Duration pause);

  /** Unix milliseconds. */
  long now();

  /** The outcome of {@code future}, told on the lane. */
  default <T> Future<T> here(Future<T> future) {
    return future.transform(
        result ->
            call(
                () ->
                    result.succeeded()
                        ? Future.succeededFuture(result.result())
                        : Future.failedFuture(result.cause())));
  }

  static Lane of(Strand strand, Clock clock) {
    return new Lane() {
      @Override
      public <T> Future<T> call(Supplier<Future<T>> action) {
        return strand.call(action);
      }

      @Override
      public Future<Void> after(Duration pause) {
        return strand.after(pause);
      }

      @Override
      public long now() {
        return clock.millis();
      }
    };
  }
}
