package io.hotswap.node.lifecycle;

import io.vertx.core.Context;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Looks at every running version from a thread of its own, so that no blocked event loop can hide
 * another one. A {@code health()} that does not return stalls the looking; the one to blame is
 * known by then.
 */
public final class Watchdog implements AutoCloseable {
  private final Set<Vitals> watched = ConcurrentHashMap.newKeySet();
  private final LongSupplier nanos;
  private final Duration interval;
  private final long stallNanos;
  private final Thread thread;
  private volatile boolean closed;

  public Watchdog(LongSupplier nanos, Duration interval, Duration stall) {
    this.nanos = nanos;
    this.interval = interval;
    this.stallNanos = stall.toNanos();
    this.thread = new Thread(this::run, "hotswap-watchdog");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    while (!closed) {
      for (Vitals vitals : watched) {
        vitals.look(nanos.getAsLong());
      }
      LockSupport.parkNanos(interval.toNanos());
    }
  }

  Vitals watch(String name, List<Context> contexts, Supplier<Optional<String>> health) {
    Vitals vitals = new Vitals(name, contexts, health);
    watched.add(vitals);
    // The first look need not wait for its turn.
    LockSupport.unpark(thread);
    return vitals;
  }

  void forget(Vitals vitals) {
    watched.remove(vitals);
  }

  /** Says what of this version has answered nothing for too long. */
  public Optional<String> stall(Vitals vitals) {
    return vitals.stall(nanos.getAsLong(), stallNanos);
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
