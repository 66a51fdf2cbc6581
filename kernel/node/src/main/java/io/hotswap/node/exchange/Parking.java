package io.hotswap.node.exchange;

import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.plugin.Signals;
import io.hotswap.contracts.plugin.WaitKey;
import io.vertx.core.internal.ContextInternal;
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
 *   <li>A listener is a waiter that goes to the end of the line each time it was woken, so it takes
 *       its turn among those who wait.
 * </ol>
 */
public final class Parking implements Signals {
  private final ConcurrentHashMap<WaitKey, Line> lines = new ConcurrentHashMap<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong arrivals = new AtomicLong();
  private final AtomicInteger listening = new AtomicInteger();
  private final int waitersMax;
  private final int listenersMax;

  /**
   * @param waitersMax in all lines together
   * @param listenersMax likewise
   */
  public Parking(int waitersMax, int listenersMax) {
    this.waitersMax = waitersMax;
    this.listenersMax = listenersMax;
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
    private final Consumer<Waiter> wake;

    /** Which of the two counts it is in. */
    private final AtomicInteger counted;

    /** Its place in the line: guarded by that, and changed only while it is awake. */
    private long arrival;

    /** A signal it was given and has not used yet: guarded by its line. */
    private boolean signalled;

    private Waiter(WaitKey key, long arrival, AtomicInteger counted, Consumer<Waiter> wake) {
      this.key = key;
      this.arrival = arrival;
      this.counted = counted;
      this.wake = wake;
    }
  }

  @Override
  public void signal(WaitKey key, int count) {
    if (count > 0 && lines.containsKey(key)) {
      wake(key, count);
    }
  }

  /**
   * See {@link Signals#listen}. Called without a context, {@code wake} comes on the thread of the
   * signal and must not block it.
   */
  @Override
  public AutoCloseable listen(WaitKey key, Runnable wake) {
    ContextInternal current = ContextInternal.current();
    Consumer<Runnable> thread =
        current == null
            ? Runnable::run
            : action -> current.unwrap().runOnContext(nothing -> action.run());
    Listener listener = new Listener(this, thread, wake);
    Waiter place =
        enter(key, listening, listenersMax, listener::woken)
            .orElseThrow(
                () ->
                    Problem.retryLater(
                        ErrorCode.TooManyRequests,
                        "listeners: too many (expected: at most " + listenersMax + ")",
                        1));
    return listener.at(place);
  }

  /** How many listen. */
  public int listening() {
    return listening.get();
  }

  public int waitersMax() {
    return waitersMax;
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
    return enter(key, waiting, waitersMax, wake);
  }

  private Optional<Waiter> enter(
      WaitKey key, AtomicInteger count, int most, Consumer<Waiter> wake) {
    if (count.incrementAndGet() > most) {
      count.decrementAndGet();
      return Optional.empty();
    }
    Waiter waiter = new Waiter(key, arrivals.incrementAndGet(), count, wake);
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
            if (waiter.counted == listening) {
              waiter.arrival = arrivals.incrementAndGet();
            }
            line.asleep.add(waiter);
          }
          return line;
        });
    return sleeps[0];
  }

  /** It looks now: whatever it was signalled for, it will see. Whether it was signalled. */
  boolean look(Waiter waiter) {
    boolean[] signalled = new boolean[1];
    lines.computeIfPresent(
        waiter.key,
        (key, line) -> {
          signalled[0] = waiter.signalled;
          waiter.signalled = false;
          return line;
        });
    return signalled[0];
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

  /** Wakes all who sleep: something has changed that no signal tells of. Any thread. */
  public void rouseAll() {
    for (WaitKey key : lines.keySet()) {
      List<Waiter> sleepers = new ArrayList<>();
      lines.computeIfPresent(
          key,
          (same, line) -> {
            sleepers.addAll(line.asleep);
            line.asleep.forEach(waiter -> waiter.signalled = true);
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
      waiter.counted.decrementAndGet();
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
