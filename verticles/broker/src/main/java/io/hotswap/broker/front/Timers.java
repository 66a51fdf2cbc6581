package io.hotswap.broker.front;

import io.vertx.core.Vertx;

/** What the front waits with; a fake in tests. */
public interface Timers {
  /** Runs once after so long, at least 1 ms, unless closed before. */
  Running once(long millis, Runnable action);

  /** One that has not run yet. */
  interface Running extends AutoCloseable {
    @Override
    void close();
  }

  static Timers of(Vertx vertx) {
    return (millis, action) -> {
      long timer = vertx.setTimer(Math.max(1, millis), fired -> action.run());
      return () -> vertx.cancelTimer(timer);
    };
  }
}
