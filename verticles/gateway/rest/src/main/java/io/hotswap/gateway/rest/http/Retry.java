package io.hotswap.gateway.rest.http;

import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/**
 * Asks again, a bounded number of times, when the answer was that nothing was done: {@code Moved}
 * or {@code Unavailable}. Only for requests that do one thing or none: a batch over several
 * partitions may have been done in part.
 */
public record Retry(Vertx vertx, int max, long delayMillis) {

  public <T> Future<T> ask(Supplier<Future<T>> request) {
    return ask(request, max);
  }

  private <T> Future<T> ask(Supplier<Future<T>> request, int left) {
    return request
        .get()
        .recover(
            error ->
                left > 0 && nothingDone(error)
                    ? vertx.timer(delayMillis).compose(tick -> ask(request, left - 1))
                    : Future.failedFuture(error));
  }

  private static boolean nothingDone(Throwable error) {
    return error instanceof Problem problem
        && (problem.code() == ErrorCode.Moved || problem.code() == ErrorCode.Unavailable);
  }
}
