package io.hotswap.contracts.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.edge.Principal.Role;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PrincipalTest {
  private static Principal with(Role role, String... topics) {
    return new Principal("me", Set.of(role), List.of(topics));
  }

  @Test
  void adminIncludesAllAndTheOthersIncludeViewer() {
    for (Role role : Role.values()) {
      assertThat(with(Role.admin).has(role)).isTrue();
      assertThat(with(role).has(Role.viewer)).isTrue();
    }
    assertThat(with(Role.producer).has(Role.consumer)).isFalse();
    assertThat(with(Role.viewer).has(Role.producer)).isFalse();
    assertThat(new Principal("me", Set.of(), List.of()).has(Role.viewer)).isFalse();
  }

  @Test
  void patternsNarrow() {
    assertThat(with(Role.producer).mayTouch("anything")).isTrue();
    Principal narrowed = with(Role.producer, "orders.*", "exact", "*.audit.*x");
    assertThat(narrowed.mayTouch("orders.eu")).isTrue();
    assertThat(narrowed.mayTouch("orders")).isFalse();
    assertThat(narrowed.mayTouch("exact")).isTrue();
    assertThat(narrowed.mayTouch("exactly")).isFalse();
    assertThat(narrowed.mayTouch("eu.audit.box")).isTrue();
    assertThat(narrowed.mayTouch("eu.audit.boy")).isFalse();
  }
}
