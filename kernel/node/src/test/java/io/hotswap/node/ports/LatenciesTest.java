package io.hotswap.node.ports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Figures of shared calls: how long they took, and who got them. */
final class LatenciesTest {
  @Property(tries = 500)
  void aQuantileIsAtMostAnEighthTooLong(@ForAll @LongRange(min = 0, max = 1L << 50) long nanos) {
    Latencies latencies = new Latencies();
    latencies.add(nanos);
    assertThat(latencies.quantile(0.99)).isBetween(nanos, nanos + nanos / 8 + 1);
    assertThat(latencies.count()).isEqualTo(1);
  }

  @Example
  void oneOfAHundredMayBeSlower() {
    Latencies latencies = new Latencies();
    assertThat(latencies.quantile(0.99)).isZero();
    IntStream.range(0, 99).forEach(i -> latencies.add(1_000));
    latencies.add(1_000_000);
    assertThat(latencies.quantile(0.99)).isBetween(1_000L, 1_126L);
    latencies.add(1_000_000);
    assertThat(latencies.quantile(0.99)).isGreaterThan(999_999);
  }

  @Property(tries = 200)
  void aShareIsSpreadEvenly(
      @ForAll @IntRange(min = 0, max = 100) int percent,
      @ForAll @IntRange(min = 1, max = 500) int calls) {
    Spread spread = new Spread();
    spread.percent(percent);
    int picked = 0;
    for (int i = 1; i <= calls; i++) {
      picked += spread.next() ? 1 : 0;
      assertThat(picked).as("after %d calls", i).isEqualTo(i * percent / 100);
    }
  }

  @Example
  void morePercentThanThereAreAreRefused() {
    assertThatThrownBy(() -> new Spread().percent(101))
        .hasMessage("percent: 101 (expected: 0 .. 100)");
  }
}
