package io.hotswap.simulation.world;

import java.util.PriorityQueue;
import java.util.SplittableRandom;

/** What is to happen, in simulated time; and all chance there is. */
public final class Agenda {
  /** What dies with its process: nothing of it happens any more. */
  public static final class Life {
    private boolean over;

    public boolean isOver() {
      return over;
    }

    public void end() {
      over = true;
    }
  }

  private record Entry(long nanos, long order, Life life, Runnable action)
      implements Comparable<Entry> {
    @Override
    public int compareTo(Entry o) {
      int byTime = Long.compare(nanos, o.nanos);
      return byTime != 0 ? byTime : Long.compare(order, o.order);
    }
  }

  private static final long EVENTS_MAX = 3_000_000;

  private final PriorityQueue<Entry> entries = new PriorityQueue<>();
  private SplittableRandom chance = new SplittableRandom(0);
  private long nanos = 1_000_000_000L;
  private long order;
  private long happened;

  /** Chance begins anew, so that leaving out one step does not change all others. */
  public void reseed(long seed) {
    chance = new SplittableRandom(seed);
  }

  public SplittableRandom chance() {
    return chance;
  }

  public long nanos() {
    return nanos;
  }

  public void after(long delayNanos, Life life, Runnable action) {
    at(nanos + Math.max(0, delayNanos), life, action);
  }

  /** Things of the same time happen in the order in which they were entered. */
  public void at(long atNanos, Life life, Runnable action) {
    entries.add(new Entry(Math.max(nanos, atNanos), order++, life, action));
  }

  /** Lets so much time pass, and all happen that falls into it. */
  public void pass(long forNanos) {
    long until = nanos + forNanos;
    while (!entries.isEmpty() && entries.peek().nanos <= until) {
      next();
    }
    nanos = until;
  }

  /** Lets so many things happen. */
  public void happen(int count) {
    for (int i = 0; i < count && !entries.isEmpty(); i++) {
      next();
    }
  }

  private void next() {
    Entry entry = entries.poll();
    nanos = entry.nanos;
    if (++happened > EVENTS_MAX) {
      throw new IllegalStateException("events: more than " + EVENTS_MAX + ", something goes round");
    }
    if (!entry.life.over) {
      entry.action.run();
    }
  }
}
