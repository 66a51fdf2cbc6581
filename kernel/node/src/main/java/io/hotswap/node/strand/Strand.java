package io.hotswap.node.strand;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * A context of the kernel on which decisions are made one after the other.
 *
 * <p>Futures that it gives complete on it. A deadline set here fires even if the event loop of the
 * future it guards is blocked, which {@link Future#timeout} cannot promise.
 */
public final class Strand {
  private final ContextInternal context;

  private Strand(ContextInternal context) {
    this.context = context;
  }

  public static Strand of(Vertx vertx) {
    return new Strand(((VertxInternal) vertx).createEventLoopContext());
  }

  public Context context() {
    return context;
  }

  /** Runs {@code action} on the strand; an exception is a failed future. */
  public <T> Future<T> call(Supplier<Future<T>> action) {
    Promise<T> promise = context.promise();
    context.runOnContext(ignored -> guarded(action).onComplete(promise));
    return promise.future();
  }

  /** Runs {@code body} on a worker thread. */
  public <T> Future<T> blocking(Callable<T> body) {
    return context.executeBlocking(body, false);
  }

  /** As {@link #blocking}, one after the other in the order of the calls. */
  public <T> Future<T> blockingInOrder(Callable<T> body) {
    return context.executeBlocking(body, true);
  }

  /** Fails with a {@link TimeoutException} saying {@code what} unless it completes in time. */
  public <T> Future<T> within(Future<T> future, Duration limit, String what) {
    Promise<T> promise = context.promise();
    long timer =
        context.setTimer(
            Math.max(1, limit.toMillis()),
            fired -> promise.tryFail(new TimeoutException(what + " took over " + text(limit))));
    future.onComplete(
        done -> {
          context.owner().cancelTimer(timer);
          if (done.succeeded()) {
            promise.tryComplete(done.result());
          } else {
            promise.tryFail(done.cause());
          }
        });
    return promise.future();
  }

  /** Completes after {@code pause}. */
  public Future<Void> after(Duration pause) {
    Promise<Void> promise = context.promise();
    context.setTimer(Math.max(1, pause.toMillis()), fired -> promise.complete());
    return promise.future();
  }

  /** Calls {@code each} with 0 .. count-1, at most {@code width} at once, up to a failure. */
  public Future<Void> each(int count, int width, IntFunction<Future<?>> each) {
    List<Future<?>> lanes = new ArrayList<>();
    for (int lane = 0; lane < Math.min(width, count); lane++) {
      lanes.add(lane(lane, count, width, each));
    }
    return Future.join(lanes).mapEmpty();
  }

  private Future<Void> lane(int index, int count, int width, IntFunction<Future<?>> each) {
    if (index >= count) {
      return Future.succeededFuture();
    }
    return Strand.<Object>guarded(() -> each.apply(index).mapEmpty())
        .compose(ignored -> lane(index + width, count, width, each));
  }

  /** The future of {@code action}, failed if it throws or gives none. */
  public static <T> Future<T> guarded(Supplier<Future<T>> action) {
    try {
      Future<T> future = action.get();
      return future == null
          ? Future.failedFuture(new IllegalStateException("null (expected: a future)"))
          : future;
    } catch (Exception | LinkageError | StackOverflowError thrown) {
      return Future.failedFuture(thrown);
    }
  }

  private static String text(Duration limit) {
    return limit.toMillis() % 1000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
  }
}
