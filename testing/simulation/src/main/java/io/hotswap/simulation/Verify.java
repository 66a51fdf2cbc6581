package io.hotswap.simulation;

import io.hotswap.simulation.world.Tally;
import java.io.PrintWriter;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Runs many seeds, each in one thread of its own, and says which fail and how to see it again. */
public final class Verify {
  private static final int SHRINK_TRIES = 300;
  private static final int FAILURES_MAX = 20;
  private static final long PROGRESS_MILLIS = 1_000;

  private final Setup setup;
  private final PrintWriter out;
  private final Consumer<String> progress;
  private final AtomicLong next = new AtomicLong();
  private final AtomicLong done = new AtomicLong();
  private final Tally tally = new Tally();
  private final List<Case> failed = new ArrayList<>();
  private long appends;
  private long answers;

  /**
   * @param progress gets a line about once a second
   */
  public Verify(Setup setup, PrintWriter out, Consumer<String> progress) {
    this.setup = setup;
    this.out = out;
    this.progress = progress;
  }

  /**
   * Whether one case holds; speaks in JDK types, so that any class loader can ask.
   *
   * @param other where the classes of the build are that it is swapped with; none for the same one
   */
  public static boolean one(String text, List<URL> other, PrintWriter out) {
    Case asked = Case.parse(text);
    Verdict verdict = asked.run(Setup.between(other));
    if (verdict.isFine()) {
      out.println("case " + asked + ": holds");
    } else {
      out.println("case " + asked + ", step " + verdict.step() + ": " + verdict.violation());
      out.println("steps: " + asked.kinds());
      if (verdict.stack() != null) {
        verdict.stack().printStackTrace(out);
      }
    }
    out.flush();
    return verdict.isFine();
  }

  /** Whether all seeds hold; see {@link #one}. */
  public static boolean many(
      long from,
      long count,
      int threads,
      List<URL> other,
      PrintWriter out,
      Consumer<String> progress)
      throws InterruptedException {
    return new Verify(Setup.between(other), out, progress).run(from, count, threads);
  }

  boolean run(long from, long count, int threads) throws InterruptedException {
    long began = System.nanoTime();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      running.add(pool.submit(() -> work(from, count)));
    }
    pool.shutdown();
    try {
      for (Future<?> worker : running) {
        await(worker, count, began);
      }
    } finally {
      pool.shutdownNow();
    }
    report(began);
    return failed.isEmpty();
  }

  private void await(Future<?> worker, long count, long began) throws InterruptedException {
    while (true) {
      try {
        worker.get(PROGRESS_MILLIS, TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException goesOn) {
        show(count, began);
      } catch (ExecutionException broken) {
        throw new IllegalStateException(broken.getCause());
      }
    }
  }

  private void show(long count, long began) {
    double seconds = (System.nanoTime() - began) / 1e9;
    progress.accept(
        String.format(
            Locale.ROOT,
            "%,d of %,d seeds, %.0f/s, %d failed",
            done.get(),
            count,
            (double) done.get() / seconds,
            failures()));
  }

  private synchronized int failures() {
    return failed.size();
  }

  private void work(long from, long count) {
    long index;
    while ((index = next.getAndIncrement()) < count && failures() < FAILURES_MAX) {
      Case mine = Case.of(from + index);
      Verdict verdict = mine.run(setup);
      if (!verdict.isFine()) {
        fail(mine, verdict);
      }
      add(verdict);
      done.incrementAndGet();
    }
  }

  private synchronized void add(Verdict verdict) {
    appends += verdict.appends();
    answers += verdict.answers();
    tally.add(verdict.tally());
  }

  private void fail(Case mine, Verdict verdict) {
    Case small = new Shrinker(setup, SHRINK_TRIES).shrink(mine);
    Verdict last = small.run(setup);
    synchronized (this) {
      failed.add(small);
      out.println("seed " + mine.seed() + ", step " + verdict.step() + ": " + verdict.violation());
      out.println("  shrunk to " + small + ": " + last.violation());
      out.println("  steps: " + small.kinds());
      out.println("  again: hotswap verify --case " + small);
      out.flush();
    }
  }

  private void report(long began) {
    double seconds = (System.nanoTime() - began) / 1e9;
    out.printf(
        Locale.ROOT,
        "%,d seeds in %.0f s (%.0f/s), %,d appends, %,d answers judged: %d failed%n",
        done.get(),
        seconds,
        (double) done.get() / seconds,
        appends,
        answers,
        failed.size());
    out.flush();
  }

  Tally tally() {
    return tally;
  }
}
