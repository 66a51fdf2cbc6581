package io.hotswap.store.postgres;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does something again and again, never twice at once. Runs on the home context. */
final class Ticker {
  private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);

  private final Vertx vertx;
  private final String name;
  private final long afterFailure;
  private final Supplier<Future<Long>> action;
  private long timer;
  private boolean stopped;

  /**
   * @param afterFailure milliseconds until the next time if it fails
   * @param action answers after how many milliseconds it is to be done again
   */
  Ticker(Vertx vertx, String name, long afterFailure, Supplier<Future<Long>> action) {
    this.vertx = vertx;
    this.name = name;
    this.afterFailure = afterFailure;
    this.action = action;
  }

  void start(long millis) {
    if (!stopped) {
      timer = vertx.setTimer(Math.max(1, millis), ignored -> tick());
    }
  }

  private void tick() {
    action
        .get()
        .onComplete(
            this::start,
            failed -> {
              if (!stopped) {
                LOG.debug("{}: {}", name, failed.toString());
                start(afterFailure);
              }
            });
  }

  void stop() {
    stopped = true;
    vertx.cancelTimer(timer);
  }
}
