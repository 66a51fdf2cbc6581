package io.hotswap.node.lifecycle;

import static io.hotswap.testkit.time.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchdogTest {
  private static final Duration STALL = Duration.ofMillis(100);

  private final AtomicLong now = new AtomicLong(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private Vertx vertx;
  private Watchdog watchdog;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    watchdog = new Watchdog(now::get, Duration.ofMillis(1), STALL);
  }

  @AfterEach
  void close() {
    release.countDown();
    watchdog.close();
    vertx.close().await();
  }

  private Context context() {
    return ((VertxInternal) vertx).createEventLoopContext();
  }

  private void blocked() {
    try {
      assertThat(release.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void healthyVersionsHaveNothingToSay() {
    AtomicInteger asked = new AtomicInteger();
    Vitals vitals =
        watchdog.watch(
            "broker 1.0.0",
            List.of(context()),
            () -> {
              asked.incrementAndGet();
              return Optional.empty();
            });
    patiently().until(() -> asked.get() > 3);
    assertThat(vitals.complaint()).isEmpty();
    watchdog.forget(vitals);
  }

  @Test
  void complaintsAndExceptionsOfHealthAreKept() {
    Vitals ill = watchdog.watch("a", List.of(), () -> Optional.of("out of ink"));
    Vitals broken =
        watchdog.watch(
            "b",
            List.of(),
            () -> {
              throw new IllegalStateException("bug");
            });
    patiently().until(() -> ill.complaint().isPresent() && broken.complaint().isPresent());
    assertThat(ill.complaint()).contains("out of ink");
    assertThat(broken.complaint().orElseThrow()).contains("health() threw").contains("bug");
  }

  @Test
  void aBlockedEventLoopIsAStallUntilItAnswers() {
    Context context = context();
    Vitals vitals = watchdog.watch("broker 1.1.0", List.of(context()), Optional::empty);
    Vitals stuck = watchdog.watch("broker 1.2.0", List.of(context), Optional::empty);
    context.runOnContext(block -> blocked());
    // The loop of the other one goes on answering, so its pings are always fresh.
    patiently()
        .until(
            () -> {
              now.addAndGet(10_000_000);
              return watchdog.stall(stuck).isPresent();
            });
    assertThat(watchdog.stall(stuck).orElseThrow())
        .startsWith("broker 1.2.0: event loop 0 has answered nothing for");
    patiently().until(() -> watchdog.stall(vitals).isEmpty());
    release.countDown();
    patiently().until(() -> watchdog.stall(stuck).isEmpty());
  }

  @Test
  void aHealthThatDoesNotReturnIsBlamedByName() {
    CountDownLatch asked = new CountDownLatch(1);
    Vitals vitals =
        watchdog.watch(
            "door 1.1.0",
            List.of(),
            () -> {
              asked.countDown();
              blocked();
              return Optional.empty();
            });
    patiently().until(() -> asked.getCount() == 0);
    now.addAndGet(200_000_000);
    assertThat(watchdog.stall(vitals).orElseThrow())
        .startsWith("door 1.1.0: health() has not returned for 2");
  }
}
