package io.hotswap.broker.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class FrontLimitsTest {
  @Test
  void defaultsAreWithinTheirBounds() {
    assertThat(FrontLimits.DEFAULT.replayMax()).isEqualTo(Duration.ofSeconds(30));
    assertThat(FrontLimits.DEFAULT.transactionStep()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void aLimitOutOfBoundsIsNamed() {
    Duration second = Duration.ofSeconds(1);
    assertThatThrownBy(() -> new FrontLimits(0, second, second, 1))
        .hasMessage("quotas-max: 0 (expected: 1..1000000)");
    assertThatThrownBy(() -> new FrontLimits(1, Duration.ZERO, second, 1))
        .hasMessageStartingWith("transaction-step: 0");
    assertThatThrownBy(() -> new FrontLimits(1, second, Duration.ofDays(1), 1))
        .hasMessageStartingWith("replay-max: ");
    assertThatThrownBy(() -> new FrontLimits(1, second, second, 1001))
        .hasMessage("replay-page: 1001 (expected: 1..1000)");
  }

  @Test
  void timersOfVertxRunOnceUnlessClosed() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      Timers timers = Timers.of(vertx);
      AtomicBoolean closed = new AtomicBoolean();
      Promise<Void> ran = Promise.promise();
      timers.once(500, () -> closed.set(true)).close();
      timers.once(600, ran::complete);
      ran.future().await(10, TimeUnit.SECONDS);
      assertThat(closed).isFalse();
    } finally {
      vertx.close().await(10, TimeUnit.SECONDS);
    }
  }
}
