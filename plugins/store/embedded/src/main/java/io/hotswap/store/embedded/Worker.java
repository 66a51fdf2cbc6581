package io.hotswap.store.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A few threads with a bounded queue of tasks, and something to do when idle. */
final class Worker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
  private static final long IDLE_MILLIS = 500;
  private static final long JOIN_MILLIS = 5_000;

  private final BlockingQueue<Runnable> tasks;
  private final List<Thread> threads = new ArrayList<>();
  private final Runnable whenIdle;
  private volatile boolean closed;

  /**
   * Starts at once.
   *
   * @param thread makes a thread of a name and a body, started or not
   */
  Worker(
      String name,
      int count,
      int queueMax,
      Runnable whenIdle,
      BiFunction<String, Runnable, Thread> thread) {
    this.tasks = new ArrayBlockingQueue<>(queueMax);
    this.whenIdle = whenIdle;
    for (int i = 0; i < count; i++) {
      threads.add(started(thread.apply(name + "-" + i, this::work)));
    }
  }

  static Thread started(Thread thread) {
    if (thread.getState() == Thread.State.NEW) {
      thread.start();
    }
    return thread;
  }

  /** False if the queue is full or closed. */
  boolean offer(Runnable task) {
    return !closed && tasks.offer(task);
  }

  private void work() {
    while (!closed || !tasks.isEmpty()) {
      try {
        Runnable task = tasks.poll(closed ? 0 : IDLE_MILLIS, TimeUnit.MILLISECONDS);
        if (task != null) {
          task.run();
        } else if (!closed) {
          whenIdle.run();
        }
      } catch (InterruptedException retired) {
        return;
      } catch (RuntimeException | Error bug) {
        LOG.error("task of {} failed", Thread.currentThread().getName(), bug);
      }
    }
    // Wakes the next one that waits, as one thread may have taken what was meant for all.
    tasks.offer(() -> {});
  }

  /** Runs what waits, then ends. */
  @Override
  public void close() {
    closed = true;
    // NB: wakes each thread that waits; where the queue is full nobody does.
    threads.forEach(thread -> tasks.offer(() -> {}));
    try {
      for (Thread thread : threads) {
        if (thread != Thread.currentThread()) {
          thread.join(JOIN_MILLIS);
        }
      }
    } catch (InterruptedException retired) {
      Thread.currentThread().interrupt();
    }
  }
}
