package io.hotswap.routing.priority;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.broker.TopicSettings.Balancing;
import io.hotswap.contracts.policy.RoutingPolicy.Ask;
import io.hotswap.contracts.policy.RoutingPolicy.Head;
import io.hotswap.contracts.policy.RoutingPolicy.LiveConsumer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PriorityRoutingTest {
  private static final int ANY = Integer.MAX_VALUE;
  private final PriorityRouting routing = new PriorityRouting();

  private int granted(int asking, LiveConsumer... consumers) {
    return routing.grant(new Ask(List.of(consumers), asking, 9, 5, Balancing.RoundRobin));
  }

  @Test
  void higherCapacityIsServedFirst() {
    LiveConsumer small = new LiveConsumer("small", 0, 2, true);
    assertThat(granted(0, small, new LiveConsumer("large", 3, 8, true))).isZero();
    assertThat(granted(1, small, new LiveConsumer("large", 3, 8, true))).isEqualTo(5);
    assertThat(granted(0, small, new LiveConsumer("undeclared", 3, ANY, true))).isZero();
  }

  @Test
  void lowerCapacityIsServedWhileTheHigherIsFullOrBusy() {
    LiveConsumer small = new LiveConsumer("small", 0, 2, true);
    assertThat(granted(0, small, new LiveConsumer("full", 8, 8, true))).isEqualTo(2);
    assertThat(granted(0, small, new LiveConsumer("busy", 3, 8, false))).isEqualTo(2);
    assertThat(granted(0, small, new LiveConsumer("equal", 0, 2, true))).isEqualTo(2);
  }

  @Test
  void nobodyIsLateWhileWithinTheMaximum() {
    List<Head> heads = List.of(new Head(9, 1), new Head(1, 100));
    assertThat(routing.choose(heads, 1, 100)).isZero();
    assertThat(routing.choose(heads, 1, 99)).isEqualTo(1);
    assertThat(routing.choose(heads, 2, 99)).isZero();
  }

  @Test
  void amongEquallyLateTheHigherPriorityGoesFirst() {
    assertThat(routing.choose(List.of(new Head(9, 5), new Head(1, 100), new Head(0, 100)), 1, 9))
        .isEqualTo(1);
    assertThat(routing.choose(List.of(new Head(9, 100), new Head(0, 100)), 1, 9)).isZero();
  }

  /** A flood of priority 9 faster than it is handed out, one message of each other priority. */
  @Test
  void aFloodHoldsNobodyBackForLongerThanTheMaximumAndItsTurn() {
    boolean[] gone = new boolean[9];
    long maxWait = 1_000;
    for (int turn = 0; turn < maxWait + 2L * gone.length + 2; turn++) {
      List<Head> heads = new ArrayList<>(List.of(new Head(9, Math.max(0, turn - 3_000))));
      for (int priority = 8; priority >= 0; priority--) {
        if (!gone[priority]) {
          heads.add(new Head(priority, turn));
        }
      }
      int priority = heads.get(routing.choose(heads, turn, maxWait)).priority();
      if (priority < 9) {
        assertThat((long) turn).isGreaterThan(maxWait);
        gone[priority] = true;
      }
    }
    assertThat(gone).containsOnly(true);
  }
}
