package io.hotswap.torture;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits in processes that have no event loop to wait on. */
public final class Waiting {
  private static final Duration POLL = Duration.ofMillis(20);

  private Waiting() {}

  /** Whether it came true in time. */
  public static boolean until(Duration most, BooleanSupplier done) {
    long deadline = System.nanoTime() + most.toNanos();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      pause(POLL);
    }
    return true;
  }

  /** Lets time pass. */
  public static void pause(Duration time) {
    long deadline = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = deadline - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
