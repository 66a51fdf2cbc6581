package io.hotswap.bench.compare.load;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Bounds what a sender has unconfirmed. A full one opens again once a quarter is free, so that a
 * sender is not woken for each single confirm.
 */
final class Window {
  private static final long LOOK_NANOS = 10_000_000;

  private final int size;
  private final int reopen;
  private final AtomicInteger taken = new AtomicInteger();
  private volatile Thread waiting;

  Window(int size) {
    this.size = size;
    this.reopen = size - Math.max(1, size / 4);
  }

  boolean isFull() {
    return taken.get() >= size;
  }

  /** Only its one sender takes. */
  void take() {
    taken.incrementAndGet();
  }

  void release() {
    if (taken.decrementAndGet() == reopen) {
      Thread sender = waiting;
      if (sender != null) {
        LockSupport.unpark(sender);
      }
    }
  }

  /** Until there is room, or the sender is to stop. */
  void awaitRoom(BooleanSupplier stop) {
    waiting = Thread.currentThread();
    while (taken.get() > reopen && !stop.getAsBoolean()) {
      LockSupport.parkNanos(this, LOOK_NANOS);
    }
    waiting = null;
  }
}
