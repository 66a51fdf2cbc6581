package io.hotswap.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
  @Test
  void doublesUpToItsBound() {
    Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));
    Random random = new Random(1);
    for (int attempt = 0; attempt < 100; attempt++) {
      long whole = attempt < 7 ? 100L << attempt : 10_000;
      assertThat(backoff.millis(attempt, random)).isBetween(whole / 2, whole);
    }
    assertThat(new Backoff(Duration.ofMillis(1), Duration.ofMillis(1)).millis(0, random))
        .isEqualTo(1);
  }
}
