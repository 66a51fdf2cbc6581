package io.hotswap.push.pump;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * Requests and bytes that all pumps share. Who gets none waits in line and is woken in turn. Not
 * thread-safe.
 */
final class Budget {
  private final Executor later;
  private final long bytesMax;
  private final Set<Runnable> waiting = new LinkedHashSet<>();
  private int requests;
  private long bytes;
  private boolean waking;

  /**
   * A budget with everything left.
   *
   * @param later runs the woken, not inside the call that gave something back
   */
  Budget(int requestsMax, long bytesMax, Executor later) {
    this.requests = requestsMax;
    this.bytesMax = bytesMax;
    this.later = later;
  }

  /** Up to so many requests; with none {@code waker} stands in line for them. */
  int take(int wanted, Runnable waker) {
    if (!hasSome()) {
      waiting.add(waker);
      return 0;
    }
    int granted = Math.min(wanted, requests);
    requests -= granted;
    return granted;
  }

  void give(int back) {
    requests += back;
    wake();
  }

  /** Bytes of a message that was pulled. */
  void hold(long size) {
    bytes += size;
  }

  void drop(long size) {
    bytes -= size;
    wake();
  }

  /** Nobody waits under this name any more. */
  void forget(Runnable waker) {
    waiting.remove(waker);
  }

  private boolean hasSome() {
    return requests > 0 && bytes < bytesMax;
  }

  private void wake() {
    if (waking || waiting.isEmpty() || !hasSome()) {
      return;
    }
    waking = true;
    later.execute(
        () -> {
          waking = false;
          while (hasSome() && !waiting.isEmpty()) {
            Runnable next = waiting.iterator().next();
            waiting.remove(next);
            next.run();
          }
        });
  }
}
