package io.hotswap.broker.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.broker.core.bytes.ByteSink;
import io.hotswap.broker.core.bytes.ByteSource;
import io.hotswap.broker.core.bytes.Longs;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeasesTest {
  private static final int OFFSETS = 60;

  private static Lease lease(long offset, int grant, String consumer, long deadline) {
    return new Lease(offset, 0, 4, 7, grant, grant - 1, consumer, deadline, null);
  }

  /** Whatever is done to runs, they are what single leases would be. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void runsAreAsSingleLeases(long seed) {
    Random random = new Random(seed);
    Leases leases = new Leases();
    NavigableMap<Long, Lease> model = new TreeMap<>();
    for (int step = 0; step < 400; step++) {
      long from = random.nextInt(OFFSETS);
      long end = from + 1 + random.nextInt(12);
      boolean none = model.subMap(from, end).isEmpty();
      boolean all = model.subMap(from, end).size() == end - from;
      switch (random.nextInt(4)) {
        case 0 -> {
          if (none) {
            Lease first =
                lease(from, 1 + random.nextInt(2), "c" + random.nextInt(2), random.nextInt(3));
            leases.add(first, end);
            for (long at = from; at < end; at++) {
              model.put(at, first.at(at));
            }
          }
        }
        case 1 -> {
          if (all) {
            leases.remove(from, end);
            model.subMap(from, end).clear();
          }
        }
        case 2 -> {
          leases.extend(Longs.of(from, end), 100 + random.nextInt(3));
          long until = leases.contains(from) ? leases.get(from).deadline() : 0;
          long last = leases.contains(end) ? leases.get(end).deadline() : 0;
          model.computeIfPresent(from, (at, lease) -> lease.until(until));
          model.computeIfPresent(end, (at, lease) -> lease.until(last));
        }
        default -> {
          leases.rebase(1);
          model.replaceAll((at, lease) -> lease.until(lease.deadline() + 1));
        }
      }
      same(leases, model, random.nextInt(OFFSETS + 12), random.nextInt(20));
    }
  }

  private static void same(Leases leases, NavigableMap<Long, Lease> model, long at, int length) {
    assertThat(leases.all()).containsExactlyElementsOf(model.values());
    assertThat(leases.size()).isEqualTo(model.size());
    assertThat(leases.get(at)).isEqualTo(model.get(at));
    assertThat(leases.sizeFrom(at)).isEqualTo(model.tailMap(at, true).size());
    assertThat(leases.below(at)).containsExactlyElementsOf(model.headMap(at).keySet());
    var part = model.subMap(at, at + length + 1);
    assertThat(leases.any(at, at + length + 1)).isEqualTo(!part.isEmpty());
    boolean first = part.values().stream().allMatch(lease -> lease.grant() == 1);
    assertThat(leases.all(at, at + length + 1, 7, 1)).isEqualTo(part.size() == length + 1 && first);
    for (String consumer : List.of("c0", "c1")) {
      assertThat(leases.of(consumer))
          .isEqualTo(model.values().stream().filter(l -> l.consumer().equals(consumer)).count());
    }
  }

  @Test
  void whatIsWrittenDoesNotTellRunsFromSingleLeases() {
    Leases runs = new Leases();
    runs.add(lease(3, 1, "c", 50), 9);
    runs.remove(5);
    runs.hold("tx", Longs.of(7));
    Leases singles = new Leases();
    for (long at : List.of(3, 4, 6, 7, 8)) {
      singles.add(lease(at, 1, "c", 50));
    }
    singles.hold("tx", Longs.of(7));
    assertThat(bytes(runs)).isEqualTo(bytes(singles));
    Leases read = Leases.read(new ByteSource(ByteBuffer.wrap(bytes(runs))));
    assertThat(read.all()).isEqualTo(singles.all());
    assertThat(read.holder(7)).isEqualTo("tx");
    assertThat(bytes(read)).isEqualTo(bytes(singles));
  }

  private static byte[] bytes(Leases leases) {
    ByteSink out = new ByteSink();
    leases.write(out);
    return out.toBytes();
  }

  @Test
  void expiredAreAtMostSoManyAndNotThoseHeld() {
    Leases leases = new Leases();
    leases.add(lease(0, 1, "c", 10), 5);
    leases.add(lease(5, 1, "c", 20), 8);
    leases.hold("tx", Longs.of(1));
    assertThat(leases.expired(9, 9)).isEmpty();
    assertThat(offsets(leases.expired(10, 2))).containsExactly(0L, 2L);
    assertThat(offsets(leases.expired(10, 9))).containsExactly(0L, 2L, 3L, 4L);
    leases.remove(2, 5);
    assertThat(offsets(leases.expired(20, 9))).containsExactly(0L, 5L, 6L, 7L);
    leases.letGo("tx", Longs.of(1));
    assertThat(offsets(leases.expired(20, 9))).containsExactly(0L, 1L, 5L, 6L, 7L);
    assertThat(leases.all(0, 2, 7, 1)).isTrue();
    leases.hold("tx", Longs.of(1));
    assertThat(leases.all(0, 2, 7, 1)).isFalse();
    leases.remove(0, 2);
    assertThat(leases.holder(1)).isNull();
  }

  private static List<Long> offsets(List<Lease> leases) {
    List<Long> offsets = new ArrayList<>();
    leases.forEach(lease -> offsets.add(lease.offset()));
    return offsets;
  }

  @Test
  void whatIsNotLeasedCannotBeEnded() {
    Leases leases = new Leases();
    leases.add(lease(0, 1, "c", 10), 3);
    assertThatThrownBy(() -> leases.remove(3)).hasMessageContaining("offset 3");
  }
}
