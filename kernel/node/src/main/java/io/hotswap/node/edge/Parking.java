package io.hotswap.node.edge;

import io.hotswap.contracts.plugin.Signals;
import io.hotswap.contracts.plugin.WaitKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Where exchanges wait for signals.
 *
 * <ol>
 *   <li>A waiter stays in the line of its key from {@link #enter} to {@link #leave}, also while the
 *       gateway is asked on its behalf, so no signal can fall between a look and a wait.
 *   <li>A signal wakes sleepers, longest waiting first. Only when there are fewer sleepers than it
 *       counts does it mark waiters that are being asked just now; they are asked once more.
 *   <li>A waiter that leaves with a signal it did not use passes it on to the next.
 * </ol>
 */
public final class Parking implements Signals {
  private final ConcurrentHashMap<WaitKey, Line> lines = new ConcurrentHashMap<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong arrivals = new AtomicLong();
  private final int waitersMax;

  /**
   * @param waitersMax in all lines together
   */
  public Parking(int waitersMax) {
    this.waitersMax = waitersMax;
  }

  /** Everybody who waits for one key. Touched only within {@code lines.compute}. */
  private static final class Line {
    final TreeSet<Waiter> asleep = new TreeSet<>(Comparator.comparingLong(w -> w.arrival));
    final Set<Waiter> awake = new LinkedHashSet<>();

    boolean empty() {
      return asleep.isEmpty() && awake.isEmpty();
    }
  }

  /** One place in a line. */
  static final class Waiter {
    final WaitKey key;
    private final long arrival;
    private final Consumer<Waiter> wake;

    /** A signal it was given and has not used yet: guarded by its line. */
    private boolean signalled;

    private Waiter(WaitKey key, long arrival, Consumer<Waiter> wake) {
      this.key = key;
      this.arrival = arrival;
      this.wake = wake;
    }
  }

  @Override
  public void signal(WaitKey key, int count) {
    if (count > 0 && lines.containsKey(key)) {
      wake(key, count);
    }
  }

  /** How many wait. */
  public int waiting() {
    return waiting.get();
  }

  /**
   * A place in the line for somebody awake, who looks and then calls {@link #sleep}. Empty if there
   * is none left.
   *
   * @param wake called on the signalling thread, must not block
   */
  Optional<Waiter> enter(WaitKey key, Consumer<Waiter> wake) {
    if (waiting.incrementAndGet() > waitersMax) {
      waiting.decrementAndGet();
      return Optional.empty();
    }
    Waiter waiter = new Waiter(key, arrivals.incrementAndGet(), wake);
    lines.compute(
        key,
        (same, line) -> {
          Line current = line == null ? new Line() : line;
          current.awake.add(waiter);
          return current;
        });
    return Optional.of(waiter);
  }

  /** False if it was signalled since its last look: it stays awake and must look again. */
  boolean sleep(Waiter waiter) {
    boolean[] sleeps = new boolean[1];
    lines.computeIfPresent(
        waiter.key,
        (key, line) -> {
          sleeps[0] = !waiter.signalled;
          waiter.signalled = false;
          if (sleeps[0] && line.awake.remove(waiter)) {
            line.asleep.add(waiter);
          }
          return line;
        });
    return sleeps[0];
  }

  /** It looks now: whatever it was signalled for, it will see. */
  void look(Waiter waiter) {
    lines.computeIfPresent(
        waiter.key,
        (key, line) -> {
          waiter.signalled = false;
          return line;
        });
  }

  /** Wakes it because its time is over. False if it is awake already. */
  boolean rouse(Waiter waiter) {
    boolean[] slept = new boolean[1];
    lines.computeIfPresent(
        waiter.key,
        (key, line) -> {
          slept[0] = line.asleep.remove(waiter);
          if (slept[0]) {
            line.awake.add(waiter);
          }
          return line;
        });
    return slept[0];
  }

  /** Wakes all who sleep. */
  void rouseAll() {
    for (WaitKey key : lines.keySet()) {
      List<Waiter> sleepers = new ArrayList<>();
      lines.computeIfPresent(
          key,
          (same, line) -> {
            sleepers.addAll(line.asleep);
            line.awake.addAll(line.asleep);
            line.asleep.clear();
            return line;
          });
      sleepers.forEach(waiter -> waiter.wake.accept(waiter));
    }
  }

  /** Gives up its place, once. */
  void leave(Waiter waiter) {
    boolean[] left = new boolean[2];
    lines.computeIfPresent(
        waiter.key,
        (key, line) -> {
          left[0] = line.asleep.remove(waiter) || line.awake.remove(waiter);
          left[1] = waiter.signalled;
          return line.empty() ? null : line;
        });
    if (left[0]) {
      waiting.decrementAndGet();
      if (left[1]) {
        signal(waiter.key, 1);
      }
    }
  }

  private void wake(WaitKey key, int count) {
    List<Waiter> woken = new ArrayList<>();
    lines.computeIfPresent(
        key,
        (same, line) -> {
          while (woken.size() < count && !line.asleep.isEmpty()) {
            Waiter next = line.asleep.pollFirst();
            next.signalled = true;
            woken.add(next);
          }
          markAwake(line, count - woken.size());
          line.awake.addAll(woken);
          return line;
        });
    woken.forEach(waiter -> waiter.wake.accept(waiter));
  }

  private static void markAwake(Line line, int count) {
    int left = count;
    for (Waiter waiter : line.awake) {
      if (left == 0) {
        return;
      }
      if (!waiter.signalled) {
        waiter.signalled = true;
        left--;
      }
    }
  }
}
