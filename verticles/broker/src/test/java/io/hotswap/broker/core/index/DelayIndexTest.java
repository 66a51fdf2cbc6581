package io.hotswap.broker.core.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.broker.core.bytes.ByteSink;
import io.hotswap.broker.core.bytes.ByteSource;
import io.hotswap.broker.core.bytes.Longs;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DelayIndexTest {
  private static final long NOW = 1_800_000_000_000L;

  /** The same in a sorted map. */
  private static final class Plain {
    private final TreeMap<Long, TreeMap<Long, Boolean>> byDue = new TreeMap<>();
    private final Map<Long, Long> dues = new HashMap<>();

    void add(long due, long number) {
      byDue.computeIfAbsent(due, d -> new TreeMap<>()).put(number, true);
      dues.put(number, due);
    }

    boolean remove(long number) {
      Long due = dues.remove(number);
      if (due == null) {
        return false;
      }
      byDue.get(due).remove(number);
      if (byDue.get(due).isEmpty()) {
        byDue.remove(due);
      }
      return true;
    }

    Longs due(long now, int max) {
      Longs.Builder found = new Longs.Builder();
      for (Map.Entry<Long, TreeMap<Long, Boolean>> entry : byDue.headMap(now, true).entrySet()) {
        Iterator<Long> numbers = entry.getValue().keySet().iterator();
        while (numbers.hasNext() && found.size() < max) {
          found.add(numbers.next());
        }
      }
      return found.build();
    }

    long floor() {
      return dues.keySet().stream().mapToLong(n -> n).min().orElse(-1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 100", // all at the same time
    "2, 900, 100", // within a second
    "3, 100000, 2000",
    "4, 3600000, 100000",
    "5, 90000000, 2000000",
    "6, 40000000000, 500000000" // over a year
  })
  void itAnswersLikeASortedMap(long seed, long spread, long step) {
    Random random = new Random(seed);
    DelayIndex index = new DelayIndex();
    Plain plain = new Plain();
    long now = NOW;
    long number = 0;
    for (int round = 0; round < 800; round++) {
      for (int i = random.nextInt(60); i > 0; i--) {
        long due = now + (long) (random.nextDouble() * spread);
        number += 1 + random.nextInt(3);
        index.add(due, number);
        plain.add(due, number);
      }
      for (int i = random.nextInt(30); i > 0 && number > 0; i--) {
        long any = (long) (random.nextDouble() * number);
        assertThat(index.contains(any)).isEqualTo(plain.dues.containsKey(any));
        assertThat(index.remove(any)).isEqualTo(plain.remove(any));
      }
      now += (long) (random.nextDouble() * step);
      int max = 1 + random.nextInt(50);
      Longs due = index.due(now, max);
      assertThat(due).isEqualTo(plain.due(now, max)).isEqualTo(index.due(now, max));
      for (int i = 0; i < due.size(); i++) {
        assertThat(index.remove(due.get(i))).isTrue();
        plain.remove(due.get(i));
      }
      assertThat(index.size()).isEqualTo(plain.dues.size());
      assertThat(index.floor(-1)).isEqualTo(plain.floor());
      if (!plain.byDue.isEmpty()) {
        assertThat(index.firstDue()).isLessThanOrEqualTo(plain.byDue.firstKey());
      }
      if (round % 40 == 0) {
        DelayIndex other = new DelayIndex();
        plain.dues.forEach((n, d) -> other.add(d, n));
        byte[] bytes = bytes(index);
        assertThat(bytes).isEqualTo(bytes(other)).isEqualTo(bytes(reread(index)));
        index = random.nextBoolean() ? reread(index) : index;
      }
    }
  }

  @Test
  void theFirstDueIsExactUnlessTheFirstWasRemoved() {
    DelayIndex index = new DelayIndex();
    assertThat(index.firstDue()).isEqualTo(Long.MAX_VALUE);
    index.add(NOW + 5_000, 1);
    index.add(NOW + 90_000_000, 2);
    assertThat(index.firstDue()).isEqualTo(NOW + 5_000);
    index.remove(1);
    assertThat(index.firstDue()).isEqualTo(NOW + 5_000);
    assertThat(index.due(NOW + 5_000, 10)).isEqualTo(Longs.EMPTY);
    assertThat(index.firstDue()).isEqualTo(NOW + 90_000_000);
    assertThat(index.due(NOW + 89_999_999, 10)).isEqualTo(Longs.EMPTY);
    assertThat(index.due(NOW + 90_000_000, 10)).isEqualTo(Longs.of(2));
    index.add(NOW - 7, 3);
    assertThat(index.due(NOW + 90_000_000, 10)).isEqualTo(Longs.of(3, 2));
    assertThat(index.firstDue()).isEqualTo(NOW - 7);
  }

  @Test
  void staleEntriesAreSweptEvenIfNoTimeEverPasses() {
    DelayIndex index = new DelayIndex();
    Random random = new Random(3);
    index.add(NOW, 0);
    index.due(NOW, 1);
    for (long number = 1; number < 200_000; number++) {
      index.add(NOW + random.nextInt(100_000_000), number);
      if (number > 100) {
        assertThat(index.remove(number - 100)).isTrue();
      }
      assertThat(index.entries()).isLessThan(20_000);
    }
    assertThat(index.size()).isEqualTo(101);
    assertThat(index.due(NOW + 100_000_000, 200).size()).isEqualTo(101);
  }

  @Test
  void aStandbyThatOnlyRemovesHasTheSameBytes() {
    DelayIndex owner = new DelayIndex();
    DelayIndex standby = new DelayIndex();
    for (long number = 0; number < 50_000; number++) {
      owner.add(NOW + number * 10, number);
      standby.add(NOW + number * 10, number);
    }
    Longs due = owner.due(NOW + 400_000, 40_000);
    for (int i = 0; i < due.size(); i++) {
      owner.remove(due.get(i));
      standby.remove(due.get(i));
    }
    assertThat(owner.size()).isEqualTo(10_000);
    assertThat(bytes(owner)).isEqualTo(bytes(standby));
  }

  @Test
  void badNumbersAreRefused() {
    DelayIndex index = new DelayIndex();
    index.add(1, 1);
    assertThatThrownBy(() -> index.add(2, 1)).hasMessageContaining("due 2, number 1");
    assertThatThrownBy(() -> index.add(-1, 2)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> index.add(1, DelayIndex.NUMBER_END))
        .isInstanceOf(IllegalStateException.class);
    index.add(Long.MAX_VALUE - 1, DelayIndex.NUMBER_END - 1);
    assertThat(index.due(Long.MAX_VALUE - 1, 9)).isEqualTo(Longs.of(1, DelayIndex.NUMBER_END - 1));
  }

  private static DelayIndex reread(DelayIndex index) {
    ByteSource in = new ByteSource(ByteBuffer.wrap(bytes(index)));
    DelayIndex read = DelayIndex.read(in);
    in.end();
    return read;
  }

  private static byte[] bytes(DelayIndex index) {
    ByteSink out = new ByteSink();
    index.write(out);
    return out.toBytes();
  }
}
