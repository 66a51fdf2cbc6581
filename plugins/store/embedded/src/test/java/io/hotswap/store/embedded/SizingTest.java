package io.hotswap.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SizingTest {
  private static final long MIB = 1 << 20;
  private final Sizing sizing = new Sizing(64 * MIB);

  @Test
  void segmentsGrowWithTheStore() {
    assertThat(sizing.next(0)).isEqualTo(2 * MIB);
    assertThat(sizing.next(320 * MIB)).isEqualTo(10 * MIB);
    assertThat(sizing.next(1L << 40)).isEqualTo(64 * MIB);
    assertThat(new Sizing(MIB).next(1L << 40)).isEqualTo(MIB);
  }

  @Test
  void oneThatWasFilledAtOnceIsFollowedByABiggerOne() {
    sizing.taken(2 * MIB, 1000);
    sizing.filled(1020);
    assertThat(sizing.next(0)).isEqualTo(10 * MIB);
    sizing.taken(10 * MIB, 1020);
    sizing.filled(1020);
    assertThat(sizing.next(0)).isEqualTo(64 * MIB);
    sizing.taken(64 * MIB, 1020);
    sizing.filled(61_020);
    assertThat(sizing.next(0)).isEqualTo(2 * MIB);
  }

  @Test
  void aCheckpointIsAQuarterAtMost() {
    assertThat(sizing.least(40 << 20, 100)).isEqualTo(160 * MIB);
    assertThat(sizing.next(0)).isEqualTo(160 * MIB);
    assertThat(sizing.least(0, 3)).isEqualTo(112);
    assertThat(sizing.next(0)).isEqualTo(2 * MIB);
  }
}
