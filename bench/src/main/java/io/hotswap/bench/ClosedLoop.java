package io.hotswap.bench;

import io.hotswap.load.HttpConnection;
import io.hotswap.load.Latency;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongPredicate;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Clients that send the next request as soon as the one before is answered.
 *
 * @param clients each with a connection of its own
 * @param timeMax after which they stop at the latest
 */
record ClosedLoop(Target target, int clients, Duration timeMax) {
  private static final long LATENCY_NANOS_MAX = 120_000_000_000L;

  /** One step of a client; answers how many messages it was about. */
  interface Step {
    int run(HttpConnection connection, int client) throws IOException;
  }

  /** What it came to; a latency is that of a step. */
  record Outcome(long messages, double seconds, Latency latency) {
    double rate() {
      return messages / seconds;
    }
  }

  /**
   * Runs until the time is over or {@code enough} says so of the messages so far.
   *
   * @throws IOException if any client failed, or was refused
   */
  Outcome run(Step step, LongPredicate enough) throws IOException, InterruptedException {
    Histogram latency = new ConcurrentHistogram(LATENCY_NANOS_MAX, 3);
    AtomicLong messages = new AtomicLong();
    AtomicReference<IOException> failure = new AtomicReference<>();
    long started = System.nanoTime();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      int client = i;
      Runnable body =
          () -> {
            try (HttpConnection connection = target.connect()) {
              while (!enough.test(messages.get())
                  && failure.get() == null
                  && System.nanoTime() - started < timeMax.toNanos()) {
                long sent = System.nanoTime();
                messages.addAndGet(step.run(connection, client));
                latency.recordValue(Math.min(LATENCY_NANOS_MAX, System.nanoTime() - sent));
              }
            } catch (IOException failed) {
              failure.compareAndSet(null, failed);
            }
          };
      threads.add(new Thread(body, "client-" + i));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    if (failure.get() != null) {
      throw failure.get();
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    return new Outcome(messages.get(), seconds, Latency.of(latency));
  }

  /** Runs until the time is over. */
  Outcome run(Step step) throws IOException, InterruptedException {
    return run(step, messages -> false);
  }
}
