package io.hotswap.node.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LifecycleStateTest {
  /** Pinned here on purpose: a new edge is a decision, not a convenience. */
  @Test
  void everyEdge() {
    String edges =
        Arrays.stream(LifecycleState.values())
            .map(
                state ->
                    state
                        + " -> "
                        + state.next().stream()
                            .sorted(Comparator.comparing(Enum::name))
                            .map(Enum::name)
                            .collect(Collectors.joining(" ")))
            .collect(Collectors.joining("\n"));
    assertThat(edges)
        .isEqualTo(
            """
            LOADED -> FAILED RETIRED STARTING
            STARTING -> FAILED STANDBY
            STANDBY -> DRAINING FAILED SERVING
            SERVING -> DRAINING FAILED STANDBY
            DRAINING -> FAILED RETIRED
            RETIRED ->\s
            FAILED -> RETIRED""");
  }
}
