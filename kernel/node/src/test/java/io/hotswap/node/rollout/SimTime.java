package io.hotswap.node.rollout;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Time and turns of all nodes of a test, on the test's thread: the same seed, the same course. */
final class SimTime {
  private static final long START = 1_767_225_600_000L;

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long now = START;
  private long order;

  private record Event(long at, long order, Runnable body) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int times = Long.compare(at, other.at);
      return times == 0 ? Long.compare(order, other.order) : times;
    }
  }

  long now() {
    return now;
  }

  void later(long millis, Runnable body) {
    events.add(new Event(now + millis, order++, body));
  }

  /** Lets time pass until something holds; false if it does not within {@code limit}. */
  boolean until(Duration limit, BooleanSupplier holds) {
    long end = now + limit.toMillis();
    while (!holds.getAsBoolean()) {
      if (events.isEmpty() || events.peek().at > end) {
        now = end;
        return holds.getAsBoolean();
      }
      Event next = events.poll();
      now = Math.max(now, next.at);
      next.body.run();
    }
    return true;
  }

  void pass(Duration time) {
    until(time, () -> false);
  }

  /** A node's lane; dead as soon as its {@code alive} says so. */
  Lane lane(BooleanSupplier alive) {
    return new Lane() {
      @Override
      public <T> Future<T> call(Supplier<Future<T>> action) {
        Promise<T> promise = Promise.promise();
        later(
            0,
            () -> {
              if (alive.getAsBoolean()) {
                guarded(action).onComplete(promise);
              }
            });
        return promise.future();
      }

      @Override
      public Future<Void> after(Duration pause) {
        Promise<Void> promise = Promise.promise();
        later(
            pause.toMillis(),
            () -> {
              if (alive.getAsBoolean()) {
                promise.complete();
              }
            });
        return promise.future();
      }

      @Override
      public long now() {
        return now;
      }
    };
  }

  private static <T> Future<T> guarded(Supplier<Future<T>> action) {
    try {
      return action.get();
    } catch (RuntimeException refused) {
      return Future.failedFuture(refused);
    }
  }
}
