package io.hotswap.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class LiveHeapTest {
  private static final String HEAD =
      """
       num     #instances         #bytes  class name (module)
      -------------------------------------------------------
      """;

  @Test
  void saysWhatGrew() {
    LiveHeap before =
        LiveHeap.parse(
            HEAD
                + """
                   1:          10            400  [B (java.base@17)
                   2:          10            240  java.lang.String (java.base@17)
                Total          20            640
                """);
    LiveHeap after =
        LiveHeap.parse(
            HEAD
                + """
                   1:          20            800  [B (java.base@17)
                   2:          10            240  java.lang.String (java.base@17)
                   3:           1           1000  io.hotswap.Big
                Total          31           2040
                """);
    assertThat(before.bytes()).isEqualTo(640);
    assertThat(after.bytes()).isEqualTo(2040);
    assertThat(after.growth(before, 100, 2).lines())
        .containsExactly("          10.0  io.hotswap.Big", "           4.0  [B");
  }

  @Test
  void asksAnotherMachine() throws IOException {
    LiveHeap heap = LiveHeap.of(ProcessHandle.current().pid());
    assertThat(heap.bytes()).isPositive();
    assertThat(heap.byClass()).containsKey("java.lang.String");
    assertThatThrownBy(() -> LiveHeap.of(Integer.MAX_VALUE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("(expected: a histogram)");
  }
}
