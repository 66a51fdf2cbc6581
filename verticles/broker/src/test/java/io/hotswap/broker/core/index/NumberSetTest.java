package io.hotswap.broker.core.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumberSetTest {

  @ParameterizedTest
  @ValueSource(ints = {50, 9_000, 70_000, 5_000_000})
  void itHoldsWhatAPlainSetHolds(int span) {
    Random random = new Random(span);
    NumberSet set = new NumberSet();
    TreeSet<Long> plain = new TreeSet<>();
    for (int i = 0; i < 60_000; i++) {
      long number = random.nextInt(span);
      boolean adding = random.nextInt(60_000) > i;
      assertThat(adding ? set.add(number) : set.remove(number))
          .isEqualTo(adding ? plain.add(number) : plain.remove(number));
      assertThat(set.size()).isEqualTo(plain.size());
      assertThat(set.first(-1)).isEqualTo(plain.isEmpty() ? -1 : plain.first());
      long other = random.nextInt(span);
      assertThat(set.contains(other)).isEqualTo(plain.contains(other));
    }
  }

  @Test
  void aFullPageGivesUpAndBecomesBitsAgain() {
    NumberSet set = new NumberSet();
    LongStream.range(0, 2 * Page.BITS).forEach(set::add);
    assertThat(set.remove(77)).isTrue();
    assertThat(set.contains(77)).isFalse();
    assertThat(set.contains(78)).isTrue();
    LongStream.range(0, 2 * Page.BITS).forEach(set::remove);
    assertThat(set.size()).isZero();
    assertThat(set.first(5)).isEqualTo(5);
  }
}
