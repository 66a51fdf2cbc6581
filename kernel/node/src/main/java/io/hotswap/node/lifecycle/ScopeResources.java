package io.hotswap.node.lifecycle;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a version has made and must not outlive it; closed once, last in first out. */
final class ScopeResources {
  private static final Logger log = LoggerFactory.getLogger(ScopeResources.class);

  private final String owner;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final List<Thread> threads = new ArrayList<>();
  private boolean closed;

  ScopeResources(String owner) {
    this.owner = owner;
  }

  synchronized void add(AutoCloseable resource) {
    requireOpen();
    open.push(resource);
  }

  synchronized void forget(AutoCloseable resource) {
    open.remove(resource);
  }

  synchronized void add(Thread thread) {
    requireOpen();
    threads.removeIf(each -> each.getState() == Thread.State.TERMINATED);
    threads.add(thread);
    thread.start();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException(owner + ": retired (expected: still running)");
    }
  }

  /** Blocking, for at most about {@code joinMax}. */
  void close(Duration joinMax) {
    List<AutoCloseable> closing;
    List<Thread> ending;
    synchronized (this) {
      closed = true;
      closing = List.copyOf(open);
      open.clear();
      ending = List.copyOf(threads);
      threads.clear();
    }
    ending.forEach(Thread::interrupt);
    closing.forEach(this::close);
    long until = System.nanoTime() + joinMax.toNanos();
    ending.forEach(thread -> join(thread, until));
  }

  private void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception failed) {
      log.warn("{}: closing {} failed", owner, resource.getClass().getName(), failed);
    }
  }

  private void join(Thread thread, long until) {
    try {
      thread.join(Math.max(1, (until - System.nanoTime()) / 1_000_000));
      if (thread.isAlive()) {
        log.warn("{}: thread {} did not end when interrupted", owner, thread.getName());
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
