package io.hotswap.routing.loadbalanced;

import static io.hotswap.contracts.broker.TopicSettings.Balancing.LeastLoaded;
import static io.hotswap.contracts.broker.TopicSettings.Balancing.RoundRobin;
import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.broker.TopicSettings.Balancing;
import io.hotswap.contracts.policy.RoutingPolicy.Ask;
import io.hotswap.contracts.policy.RoutingPolicy.LiveConsumer;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadBalancedRoutingTest {
  private static final int ANY = Integer.MAX_VALUE;

  private static int granted(
      Balancing balancing, int asking, long ready, int wanted, LiveConsumer... consumers) {
    return new LoadBalancedRouting()
        .grant(new Ask(List.of(consumers), asking, ready, wanted, balancing));
  }

  private static LiveConsumer waiting(int leases, int capacity) {
    return new LiveConsumer("w", leases, capacity, true);
  }

  private static LiveConsumer busy(int leases) {
    return new LiveConsumer("b", leases, ANY, false);
  }

  // --- round robin ---

  @Test
  void roundRobinDividesAmongThoseThatWait() {
    assertThat(granted(RoundRobin, 0, 10, 100, waiting(0, ANY), waiting(9, ANY), waiting(0, ANY)))
        .isEqualTo(4);
    assertThat(granted(RoundRobin, 0, 10, 100, waiting(0, ANY), busy(0))).isEqualTo(10);
    assertThat(granted(RoundRobin, 0, 10, 100, waiting(0, ANY), waiting(5, 5))).isEqualTo(10);
  }

  @Test
  void aShareIsNeverNothing() {
    assertThat(granted(RoundRobin, 2, 1, 5, waiting(0, ANY), waiting(0, ANY), waiting(7, ANY)))
        .isEqualTo(1);
  }

  @Test
  void aBacklogWithoutBoundIsShared() {
    assertThat(granted(RoundRobin, 0, Long.MAX_VALUE, 5, waiting(0, ANY), waiting(0, ANY)))
        .isEqualTo(5);
    assertThat(granted(LeastLoaded, 0, Long.MAX_VALUE, ANY, waiting(0, ANY), waiting(0, 7)))
        .isEqualTo(ANY);
  }

  // --- least loaded ---

  @Test
  void whoeverHoldsMoreThanAnotherThatWaitsGetsNothing() {
    assertThat(granted(LeastLoaded, 0, 10, 10, waiting(3, ANY), waiting(2, ANY))).isZero();
    assertThat(granted(LeastLoaded, 0, 10, 10, waiting(3, ANY), busy(2))).isEqualTo(10);
    assertThat(granted(LeastLoaded, 0, 10, 10, waiting(3, ANY), waiting(2, 2))).isEqualTo(10);
  }

  @Test
  void fewMessagesGoToTheLeastLoadedUntilItIsLevel() {
    assertThat(granted(LeastLoaded, 1, 3, 10, waiting(5, ANY), waiting(2, ANY))).isEqualTo(3);
    assertThat(granted(LeastLoaded, 1, 4, 10, waiting(5, ANY), waiting(2, ANY))).isEqualTo(4);
  }

  @Test
  void manyMessagesFillAllToOneLevel() {
    // 3 to level with the other, and half of the 8 left.
    assertThat(granted(LeastLoaded, 1, 11, 100, waiting(5, ANY), waiting(2, ANY))).isEqualTo(7);
    assertThat(granted(LeastLoaded, 0, 100, 100, waiting(0, ANY), waiting(0, ANY))).isEqualTo(50);
    // The other one has room for 1: the rest is for the asking.
    assertThat(granted(LeastLoaded, 0, 100, 100, waiting(0, ANY), waiting(9, 10))).isEqualTo(99);
  }

  @Test
  void equalsGetTheOddMessageWhenTheyAsk() {
    assertThat(granted(LeastLoaded, 1, 1, 10, waiting(4, ANY), waiting(4, ANY))).isEqualTo(1);
    assertThat(granted(LeastLoaded, 1, 5, 10, waiting(4, ANY), waiting(4, ANY))).isEqualTo(3);
  }

  @Test
  void aShareEndsAtTheCapacity() {
    assertThat(granted(LeastLoaded, 0, 100, 100, waiting(4, 6), waiting(4, ANY))).isEqualTo(2);
    assertThat(granted(LeastLoaded, 0, 100, 100, waiting(6, 6))).isZero();
  }
}
