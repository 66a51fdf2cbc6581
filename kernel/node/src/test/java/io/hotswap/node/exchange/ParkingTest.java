package io.hotswap.node.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.contracts.plugin.WaitKey;
import io.hotswap.node.exchange.Parking.Waiter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParkingTest {
  private static final WaitKey KEY = WaitKey.subscription(1, "g");
  private static final WaitKey OTHER = WaitKey.subscription(2, "g");

  private final Parking parking = new Parking(4, 2);
  private final List<Waiter> woken = new ArrayList<>();

  @Test
  void wakesTheLongestWaitingFirstAndNoMoreThanAsked() {
    Waiter a = sleeper(KEY);
    Waiter b = sleeper(KEY);
    Waiter c = sleeper(KEY);

    parking.signal(KEY, 2);
    assertThat(woken).containsExactly(a, b);
    parking.signal(KEY, 2);
    assertThat(woken).containsExactly(a, b, c);
  }

  @Test
  void whoLooksInVainKeepsItsPlace() {
    Waiter a = sleeper(KEY);
    sleeper(KEY);
    parking.signal(KEY, 1);
    parking.look(a);
    assertThat(parking.sleep(a)).isTrue();
    woken.clear();

    parking.signal(KEY, 1);
    assertThat(woken).containsExactly(a);
  }

  @Test
  void otherKeysAndNobodyAreNotWoken() {
    sleeper(KEY);

    parking.signal(OTHER, 5);
    parking.signal(KEY, 0);
    assertThat(woken).isEmpty();
  }

  @Test
  void signalBetweenLookAndSleepIsNotMissed() {
    Waiter a = parking.enter(KEY, woken::add).orElseThrow();
    parking.signal(KEY, 1);

    assertThat(parking.sleep(a)).isFalse();
    assertThat(parking.sleep(a)).isTrue();
  }

  @Test
  void sleepersComeBeforeThoseWhoAreAwake() {
    Waiter awake = parking.enter(KEY, woken::add).orElseThrow();
    Waiter asleep = sleeper(KEY);

    parking.signal(KEY, 1);
    assertThat(woken).containsExactly(asleep);
    assertThat(parking.sleep(awake)).isTrue();
  }

  @Test
  void whoLeavesPassesAnUnusedSignalOn() {
    Waiter a = sleeper(KEY);
    Waiter b = sleeper(KEY);
    parking.signal(KEY, 1);
    parking.leave(a);

    assertThat(woken).containsExactly(a, b);
  }

  @Test
  void whoUsedItsSignalPassesNothingOn() {
    Waiter a = sleeper(KEY);
    sleeper(KEY);
    parking.signal(KEY, 1);
    parking.look(a);
    parking.leave(a);

    assertThat(woken).containsExactly(a);
  }

  @Test
  void placesAreBounded() {
    Waiter a = sleeper(KEY);
    sleeper(KEY);
    sleeper(OTHER);
    sleeper(OTHER);
    assertThat(parking.enter(KEY, woken::add)).isEmpty();
    assertThat(parking.waiting()).isEqualTo(4);

    parking.leave(a);
    parking.leave(a);
    assertThat(parking.waiting()).isEqualTo(3);
    assertThat(parking.enter(KEY, woken::add)).isPresent();
  }

  @Test
  void rousedAreAwakeOnce() {
    Waiter a = sleeper(KEY);
    assertThat(parking.rouse(a)).isTrue();
    assertThat(parking.rouse(a)).isFalse();

    sleeper(OTHER);
    parking.sleep(a);
    parking.rouseAll();
    assertThat(woken).hasSize(2);
  }

  @Test
  void listenersTakeTheirTurnAmongThoseWhoWait() throws Exception {
    AtomicInteger told = new AtomicInteger();
    AutoCloseable listener = parking.listen(KEY, told::incrementAndGet);
    sleeper(KEY);
    parking.signal(KEY, 1);
    assertThat(told).hasValue(1);
    parking.signal(KEY, 1);
    assertThat(woken).hasSize(1);
    parking.signal(KEY, 1);
    assertThat(told).hasValue(2);
    listener.close();
    parking.signal(KEY, 1);
    assertThat(told).hasValue(2);
  }

  @Test
  void signalsWhileAListenerIsCalledBecomeOneMoreCall() {
    AtomicInteger told = new AtomicInteger();
    parking.listen(
        KEY,
        () -> {
          if (told.incrementAndGet() == 1) {
            parking.signal(KEY, 1);
            parking.signal(KEY, 1);
            throw new IllegalStateException("on purpose");
          }
        });
    parking.signal(KEY, 3);
    assertThat(told).hasValue(2);
  }

  @Test
  void listenersAreBoundedByThemselves() {
    parking.listen(KEY, () -> {});
    parking.listen(OTHER, () -> {});
    assertThatThrownBy(() -> parking.listen(KEY, () -> {}))
        .hasMessage("listeners: too many (expected: at most 2)");
    assertThat(parking.waiting()).isZero();
    assertThat(parking.listening()).isEqualTo(2);
  }

  /**
   * Consumers of one queue as an edge runs them, against producers that signal once per item. If a
   * signal were lost, an item would stay while everybody sleeps.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void noItemStaysWhileAllSleep(long seed) throws Exception {
    int items = 5_000;
    Parking many = new Parking(100, 0);
    AtomicInteger stock = new AtomicInteger();
    AtomicInteger taken = new AtomicInteger();
    CountDownLatch all = new CountDownLatch(items);
    ExecutorService threads = Executors.newFixedThreadPool(6);
    List<Future<?>> running = new ArrayList<>();
    for (int c = 0; c < 3; c++) {
      Random random = new Random(seed * 31 + c);
      running.add(threads.submit(() -> consume(many, stock, taken, all, random)));
    }
    for (int p = 0; p < 2; p++) {
      running.add(
          threads.submit(
              () -> {
                for (int i = 0; i < items / 2; i++) {
                  stock.incrementAndGet();
                  many.signal(KEY, 1);
                }
              }));
    }

    assertThat(all.await(30, TimeUnit.SECONDS)).as("taken %s", taken).isTrue();
    threads.shutdownNow();
    for (Future<?> thread : running) {
      thread.get(10, TimeUnit.SECONDS);
    }
    assertThat(taken).hasValue(items);
  }

  /** Enters, looks, sleeps; sometimes leaves although woken, as a client that goes away. */
  private static void consume(
      Parking parking,
      AtomicInteger stock,
      AtomicInteger taken,
      CountDownLatch all,
      Random random) {
    LinkedBlockingQueue<Waiter> wakes = new LinkedBlockingQueue<>();
    try {
      while (all.getCount() > 0) {
        Waiter me = parking.enter(KEY, wakes::add).orElseThrow();
        while (!take(stock, taken, all)) {
          if (parking.sleep(me)) {
            wakes.take();
            if (random.nextInt(4) == 0) {
              break;
            }
          }
          parking.look(me);
        }
        parking.leave(me);
      }
    } catch (InterruptedException done) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean take(AtomicInteger stock, AtomicInteger taken, CountDownLatch all) {
    if (stock.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
      return false;
    }
    taken.incrementAndGet();
    all.countDown();
    return true;
  }

  private Waiter sleeper(WaitKey key) {
    Waiter waiter = parking.enter(key, woken::add).orElseThrow();
    assertThat(parking.sleep(waiter)).isTrue();
    return waiter;
  }
}
