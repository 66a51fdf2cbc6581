package io.hotswap.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TideTest {
  private long now = 5_000;
  private final Tide tide = new Tide(4_000, () -> now);

  @Test
  void isHighFromTooMuchUntilAWholeWindowWasNot() {
    assertThat(tide.isLow(1_000)).isTrue();
    assertThat(tide.isLow(1)).isFalse();
    assertThat(tide.isLow(0)).isFalse();
    now += 250;
    assertThat(tide.isLow(10)).isFalse();
    now += 250;
    assertThat(tide.isLow(10)).isTrue();
    now += 100_000;
    assertThat(tide.isLow(1_000)).isTrue();
    assertThat(tide.isLow(1)).isFalse();
  }

  @Test
  void nothingIsLowWhereNothingMayCome() {
    assertThat(new Tide(0, () -> now).isLow(1)).isFalse();
  }
}
