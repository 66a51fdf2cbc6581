package io.hotswap.contracts.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.broker.TopicSettings.Backoff;
import io.hotswap.contracts.broker.TopicSettings.Balancing;
import io.hotswap.contracts.policy.RoutingPolicy.Ask;
import io.hotswap.contracts.policy.RoutingPolicy.LiveConsumer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The two formulas that policies of every version share. */
class SharedFormulasTest {
  private static int most(int leases, int capacity, long ready, int wanted) {
    List<LiveConsumer> group = List.of(new LiveConsumer("a", leases, capacity, true));
    return new Ask(group, 0, ready, wanted, Balancing.RoundRobin).most();
  }

  @Test
  void theMostIsWantedReadyAndHasRoom() {
    assertThat(most(0, 9, 9, 3)).isEqualTo(3);
    assertThat(most(0, 9, 2, 3)).isEqualTo(2);
    assertThat(most(8, 9, 9, 3)).isEqualTo(1);
    assertThat(most(9, 4, 9, 3)).isZero();
    assertThat(most(0, 9, -1, 3)).isZero();
    assertThat(most(0, Integer.MAX_VALUE, Long.MAX_VALUE, 3)).isEqualTo(3);
  }

  @Test
  void aDelayGrowsToItsMaximumAndVariesByItsJitter() {
    Backoff backoff = new Backoff(2_000, 2, 32_000, 0.1);
    assertThat(backoff.delayMillis(1, 0.5)).isEqualTo(2_000);
    assertThat(backoff.delayMillis(3, 0.5)).isEqualTo(8_000);
    assertThat(backoff.delayMillis(1_000, 0.5)).isEqualTo(32_000);
    assertThat(backoff.delayMillis(1, 0)).isEqualTo(1_800);
    assertThat(new Backoff(1, 1, 1, 1).delayMillis(1, 0)).isEqualTo(1);
  }
}
