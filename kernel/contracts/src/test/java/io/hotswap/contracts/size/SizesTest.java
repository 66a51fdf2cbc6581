package io.hotswap.contracts.size;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SizesTest {
  @Test
  void readsEveryUnit() {
    assertThat(Sizes.parse("64MiB")).hasValue(64L << 20);
    assertThat(Sizes.parse("512")).hasValue(512);
    assertThat(Sizes.parse("512B")).hasValue(512);
    assertThat(Sizes.parse("4KiB")).hasValue(4096);
    assertThat(Sizes.parse("2TiB")).hasValue(2L << 40);
  }

  @Test
  void refusesWhatIsNoSize() {
    for (String bad : new String[] {"", "-1", "64 MiB", "64MB", "1.5GiB", "999999999999TiB"}) {
      assertThat(Sizes.parse(bad)).as(bad).isEmpty();
    }
  }

  @Test
  void formatsInTheLargestExactUnit() {
    assertThat(Sizes.format(64L << 20)).isEqualTo("64MiB");
    assertThat(Sizes.format(1536L << 20)).isEqualTo("1536MiB");
    assertThat(Sizes.format(1000)).isEqualTo("1000B");
    assertThat(Sizes.format(0)).isEqualTo("0B");
  }
}
