package io.hotswap.node.strand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class StrandTest {
  private static Vertx vertx;
  private static Strand strand;

  @BeforeAll
  static void open() {
    vertx = Vertx.vertx();
    strand = Strand.of(vertx);
  }

  @AfterAll
  static void close() {
    vertx.close().await();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(10, TimeUnit.SECONDS);
  }

  @Test
  void callsRunOnOneContext() throws Exception {
    Set<Context> contexts = ConcurrentHashMap.newKeySet();
    for (int i = 0; i < 10; i++) {
      await(
          strand.call(
              () -> {
                contexts.add(Vertx.currentContext());
                return Future.succeededFuture();
              }));
    }
    assertThat(contexts).containsExactly(strand.context());
  }

  @Test
  void whatThrowsOrGivesNothingFails() {
    assertThatThrownBy(
            () ->
                await(
                    strand.call(
                        () -> {
                          throw new IllegalArgumentException("broken");
                        })))
        .hasMessage("broken");
    assertThatThrownBy(() -> await(strand.call(() -> null)))
        .hasMessage("null (expected: a future)");
  }

  @Test
  void deadlineNamesWhatWasLate() {
    assertThatThrownBy(
            () ->
                await(
                    strand.within(
                        Promise.promise().future(), Duration.ofMillis(20), "catching up")))
        .hasMessage("catching up took over 20 ms");
  }

  @Test
  void inTimeGivesTheResultAndLateOnesAreIgnored() throws Exception {
    assertThat(await(strand.within(Future.succeededFuture(7), Duration.ofSeconds(9), "it")))
        .isEqualTo(7);
    assertThatThrownBy(
            () -> await(strand.within(Future.failedFuture("no"), Duration.ofSeconds(9), "it")))
        .hasMessage("no");
  }

  @Test
  void eachKeepsToItsWidthAndDoesAll() throws Exception {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Integer> done = new CopyOnWriteArrayList<>();
    await(
        strand.call(
            () ->
                strand.each(
                    20,
                    3,
                    i -> {
                      most.accumulateAndGet(running.incrementAndGet(), Math::max);
                      return strand
                          .after(Duration.ofMillis(1))
                          .onComplete(
                              later -> {
                                running.decrementAndGet();
                                done.add(i);
                              });
                    })));
    assertThat(done).hasSize(20).doesNotHaveDuplicates();
    assertThat(most.get()).isEqualTo(3);
  }

  @Test
  void eachEndsWithTheFailure() {
    assertThatThrownBy(
            () ->
                await(
                    strand.each(
                        5,
                        2,
                        i -> i == 3 ? Future.failedFuture("third") : Future.succeededFuture())))
        .hasMessage("third");
  }

  @Test
  void blockingWorkLeavesTheStrandFree() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Future<Integer> blocked =
        strand.blocking(
            () -> {
              assertThat(release.await(10, TimeUnit.SECONDS)).isTrue();
              return 1;
            });
    await(strand.call(Future::succeededFuture));
    release.countDown();
    assertThat(await(blocked)).isEqualTo(1);
    assertThat(await(strand.blockingInOrder(() -> 2))).isEqualTo(2);
  }
}
