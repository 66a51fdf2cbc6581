package io.hotswap.broker.front;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Time that a test moves by hand, or that moves to each timer as soon as it is set. */
final class FakeTimers implements Timers {
  private record Timer(long dueNanos, Runnable action) {}

  private final List<Timer> timers = new ArrayList<>();
  private long nanos = 1_000_000_000_000L;
  boolean atOnce;

  long nanos() {
    return nanos;
  }

  int waiting() {
    return timers.size();
  }

  @Override
  public Running once(long millis, Runnable action) {
    Timer timer = new Timer(nanos + TimeUnit.MILLISECONDS.toNanos(millis), action);
    if (atOnce) {
      nanos = timer.dueNanos;
      action.run();
      return () -> {};
    }
    timers.add(timer);
    return () -> timers.remove(timer);
  }

  void advance(long millis) {
    nanos += TimeUnit.MILLISECONDS.toNanos(millis);
    for (Timer timer : List.copyOf(timers)) {
      if (timer.dueNanos <= nanos && timers.remove(timer)) {
        timer.action.run();
      }
    }
  }
}
