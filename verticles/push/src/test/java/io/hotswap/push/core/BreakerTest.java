package io.hotswap.push.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.broker.SubscriptionSettings;
import io.hotswap.push.core.Breaker.State;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class BreakerTest {
  private final AtomicLong now = new AtomicLong(1000);
  private final Breaker breaker =
      new Breaker(new SubscriptionSettings.Breaker(3, 500, 2), now::get);

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      breaker.failed(breaker.begin());
    }
  }

  private void openAndWait() {
    fail(3);
    now.addAndGet(500);
  }

  @Test
  void opensAfterFailuresInARow() {
    fail(2);
    breaker.succeeded(breaker.begin());
    fail(2);
    assertThat(breaker.state()).isEqualTo(State.CLOSED);
    assertThat(breaker.permits(7)).isEqualTo(7);
    fail(1);
    assertThat(breaker.state()).isEqualTo(State.OPEN);
    assertThat(breaker.permits(7)).isZero();
  }

  @Test
  void triesOneAtATimeWhenItsTimeIsOver() {
    fail(3);
    now.addAndGet(499);
    assertThat(breaker.permits(7)).isZero();
    now.addAndGet(1);
    assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
    assertThat(breaker.permits(7)).isEqualTo(1);
    breaker.begin();
    assertThat(breaker.permits(7)).isZero();
  }

  @Test
  void closesAfterSuccessesInARow() {
    openAndWait();
    breaker.succeeded(breaker.begin());
    assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
    breaker.succeeded(breaker.begin());
    assertThat(breaker.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void opensAgainWhenATryFails() {
    openAndWait();
    breaker.succeeded(breaker.begin());
    breaker.failed(breaker.begin());
    assertThat(breaker.state()).isEqualTo(State.OPEN);
    now.addAndGet(500);
    assertThat(breaker.permits(1)).isEqualTo(1);
  }

  @Test
  void whatWasSentBeforeSaysNothing() {
    long early = breaker.begin();
    openAndWait();
    assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
    breaker.succeeded(early);
    breaker.succeeded(early);
    breaker.failed(early);
    breaker.undecided(early);
    assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
  }

  @Test
  void aTryWithoutVerdictMakesRoomForTheNext() {
    openAndWait();
    breaker.undecided(breaker.begin());
    assertThat(breaker.permits(1)).isEqualTo(1);
    assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
  }

  @Test
  void tripsAtOnce() {
    breaker.trip();
    assertThat(breaker.state()).isEqualTo(State.OPEN);
  }
}
