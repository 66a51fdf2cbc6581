package io.hotswap.node.exchange;

import io.vertx.core.Vertx;

/** The one timer of a parked exchange. On the event loop of its connection only. */
final class Deadline {
  private static final long NONE = -1;

  private final Vertx vertx;
  private final Runnable whenOver;
  private long timer = NONE;
  private long ageMillis;

  Deadline(Vertx vertx, Runnable whenOver) {
    this.vertx = vertx;
    this.whenOver = whenOver;
  }

  /** The age last set, 0 if none was. */
  long ageMillis() {
    return ageMillis;
  }

  /** Fires when the exchange is this old; it is {@code nowMillis} old now. */
  void set(long newAgeMillis, long nowMillis) {
    if (timer != NONE && ageMillis == newAgeMillis) {
      return;
    }
    cancel();
    ageMillis = newAgeMillis;
    timer = vertx.setTimer(Math.max(1, newAgeMillis - nowMillis), id -> fire());
  }

  void cancel() {
    if (timer != NONE) {
      vertx.cancelTimer(timer);
      timer = NONE;
    }
  }

  private void fire() {
    timer = NONE;
    whenOver.run();
  }
}
