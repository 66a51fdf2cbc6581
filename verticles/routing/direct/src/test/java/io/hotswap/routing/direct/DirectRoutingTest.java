package io.hotswap.routing.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.broker.TopicSettings.Balancing;
import io.hotswap.contracts.policy.RoutingPolicy.Ask;
import io.hotswap.contracts.policy.RoutingPolicy.LiveConsumer;
import java.util.List;
import org.junit.jupiter.api.Test;

class DirectRoutingTest {
  private final LiveConsumer first = new LiveConsumer("a", 1, 3, true);
  private final LiveConsumer second = new LiveConsumer("b", 0, 10, true);

  private static int granted(List<LiveConsumer> consumers, int asking) {
    return new DirectRouting().grant(new Ask(consumers, asking, 9, 5, Balancing.RoundRobin));
  }

  @Test
  void onlyTheFirstThatJoinedGetsMessages() {
    assertThat(granted(List.of(first, second), 0)).isEqualTo(2);
    assertThat(granted(List.of(first, second), 1)).isZero();
  }

  @Test
  void aFullOrIdleFirstHoldsTheOthersBack() {
    assertThat(granted(List.of(new LiveConsumer("a", 3, 3, true), second), 1)).isZero();
    assertThat(granted(List.of(new LiveConsumer("a", 0, 3, false), second), 1)).isZero();
  }

  @Test
  void theNextTakesOverWhenTheFirstIsGone() {
    assertThat(granted(List.of(second), 0)).isEqualTo(5);
  }
}
