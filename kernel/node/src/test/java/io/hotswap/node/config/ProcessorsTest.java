package io.hotswap.node.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessorsTest {
  @Test
  void aLoopForEachTwoProcessors() {
    assertThat(Processors.loops(2, 1)).isEqualTo(1);
    assertThat(Processors.loops(2, 3)).isEqualTo(1);
    assertThat(Processors.loops(2, 4)).isEqualTo(2);
    assertThat(Processors.loops(2, 64)).isEqualTo(2);
    assertThat(Processors.loops(1)).isEqualTo(1);
  }
}
