package io.hotswap.node.swap;

import io.vertx.core.Future;
import java.util.Locale;
import java.util.Optional;

/**
 * One step of a swap. Steps know how to do and to undo their own part, nothing of their order.
 *
 * <ol>
 *   <li>{@link #apply} never fails its future: it answers why it could not, or empty when it is
 *       done.
 *   <li>{@link #undo} takes back whatever {@code apply} did, also half of it; it never fails.
 * </ol>
 */
sealed interface Step permits Load, Start, CatchUp, Prove, Switch, Bake, Retire {
  Future<Optional<String>> apply(SwapState swap);

  default Future<Void> undo(SwapState swap) {
    return Future.succeededFuture();
  }

  /** As receipts and errors show it. */
  default String title() {
    return getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  /** The answer of a step whose work is {@code future}. */
  static Future<Optional<String>> answer(Future<?> future) {
    return future.transform(
        done ->
            Future.succeededFuture(
                done.succeeded() ? Optional.empty() : Optional.of(reason(done.cause()))));
  }

  static String reason(Throwable failure) {
    String message = failure.getMessage();
    boolean clear =
        failure instanceof io.hotswap.contracts.error.Problem
            || failure instanceof java.util.concurrent.TimeoutException;
    return clear ? message : failure.getClass().getName() + ": " + message;
  }
}
