package io.hotswap.broker.core.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.broker.core.bytes.ByteSink;
import io.hotswap.broker.core.bytes.ByteSource;
import java.nio.ByteBuffer;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OffsetBitsTest {

  @ParameterizedTest
  @CsvSource({
    "1, 0, 300, 5",
    "2, 65530, 400, 3",
    "3, 7, 200000, 2000",
    "4, 1000000, 200000, 70000",
    "5, 123456, 70000, 1"
  })
  void itHoldsWhatAPlainSetHolds(long seed, long start, int span, int lag) {
    Random random = new Random(seed);
    OffsetBits bits = new OffsetBits(start);
    TreeSet<Long> plain = new TreeSet<>();
    long floor = start;
    for (int i = 0; i < span; i++) {
      long offset = Math.max(start, start + i - random.nextInt(lag));
      assertThat(bits.add(offset)).isEqualTo(offset >= floor && plain.add(offset));
      if (random.nextInt(span) < 5) {
        long end = start + i - random.nextInt(lag);
        long added = LongStream.range(floor, Math.max(floor, end)).filter(plain::add).count();
        assertThat(bits.addBelow(end)).isEqualTo(added);
      }
      while (plain.contains(floor)) {
        floor++;
      }
      assertThat(bits.floor()).isEqualTo(floor);
      assertThat(bits.size()).isEqualTo(plain.size());
    }
    check(bits, plain, start, start + span);
    check(reread(bits, start), plain, start, start + span);
  }

  @ParameterizedTest
  @CsvSource({"1, 0, 3000", "2, 65000, 3000", "3, 100, 200000", "4, 60000, 20"})
  void rangesAreAsTheirParts(long seed, long start, int most) {
    Random random = new Random(seed);
    OffsetBits ranges = new OffsetBits(start);
    OffsetBits singles = new OffsetBits(start);
    for (int i = 0; i < 60; i++) {
      long from = Math.max(start, ranges.floor() - 10 + random.nextInt(2 * most));
      long end = from + 1 + random.nextInt(most);
      boolean any = false;
      for (long offset = from; offset < end; offset++) {
        any |= singles.contains(offset);
      }
      assertThat(ranges.any(from, end)).isEqualTo(any);
      ranges.add(from, end);
      for (long offset = from; offset < end; offset++) {
        singles.add(offset);
      }
      assertThat(ranges.floor()).isEqualTo(singles.floor());
      assertThat(ranges.size()).isEqualTo(singles.size());
      assertThat(bytes(ranges)).isEqualTo(bytes(singles));
    }
    ranges.add(start, ranges.floor() + 1);
    assertThat(ranges.any(start, start + 1)).isTrue();
    assertThatThrownBy(() -> ranges.add(start - 1, start)).hasMessageContaining("expected: >=");
  }

  private static void check(OffsetBits bits, NavigableSet<Long> plain, long start, long end) {
    assertThat(bits.size()).isEqualTo(plain.size());
    long absent = end + 1;
    for (long offset = end; offset >= start; offset--) {
      assertThat(bits.contains(offset)).isEqualTo(plain.contains(offset));
      if (offset % 997 == 0 || offset - start < 3) {
        assertThat(bits.sizeFrom(offset)).isEqualTo(plain.tailSet(offset, true).size());
      }
      absent = plain.contains(offset) ? absent : offset;
      if (absent <= end) {
        assertThat(bits.absent(offset)).isEqualTo(absent);
      }
    }
  }

  @Test
  void equalSetsHaveEqualBytesWhateverTheHistory() {
    long start = 60_000;
    long[] offsets =
        new Random(9).longs(90_000, start, start + 300_000).sorted().distinct().toArray();
    OffsetBits rising = new OffsetBits(start);
    OffsetBits falling = new OffsetBits(start);
    OffsetBits byFloor = new OffsetBits(start);
    for (int i = 0; i < offsets.length; i++) {
      rising.add(offsets[i]);
      falling.add(offsets[offsets.length - 1 - i]);
      byFloor.add(offsets[i]);
    }
    LongStream.range(start, start + 100_000).forEach(rising::add);
    LongStream.range(start, start + 100_000).map(i -> 2 * start + 99_999 - i).forEach(falling::add);
    byFloor.addBelow(start + 100_000);
    byte[] bytes = bytes(rising);
    assertThat(bytes).isEqualTo(bytes(falling)).isEqualTo(bytes(byFloor));
    assertThat(bytes(reread(rising, start))).isEqualTo(bytes);
    assertThat(bytes.length).isLessThan(300_000 / 8);
  }

  @Test
  void runsAndFullPagesCostNextToNothing() {
    OffsetBits bits = new OffsetBits(0);
    LongStream.range(1, 3 * Page.BITS).forEach(bits::add);
    assertThat(bits.floor()).isZero();
    assertThat(bytes(bits).length).isLessThan(30);
    assertThat(bits.absent(5)).isEqualTo(3 * Page.BITS);
    OffsetBits copy = reread(bits, 0);
    assertThat(copy.add(0)).isTrue();
    assertThat(copy.floor()).isEqualTo(3 * Page.BITS);
    assertThat(bytes(copy)).hasSizeLessThan(8);
  }

  @Test
  void whatIsBelowTheStartIsRefused() {
    OffsetBits bits = new OffsetBits(5);
    assertThat(bits.contains(4)).isFalse();
    assertThatThrownBy(() -> bits.add(4)).hasMessage("offset: 4 (expected: >= 5)");
    ByteSink sink = new ByteSink().number(1).number(70_000).number(1);
    assertThatThrownBy(() -> Page.read(new ByteSource(sink.view())))
        .hasMessageContaining("expected: <= 65536");
  }

  private static OffsetBits reread(OffsetBits bits, long start) {
    ByteSource in = new ByteSource(ByteBuffer.wrap(bytes(bits)));
    OffsetBits read = OffsetBits.read(in, start);
    in.end();
    return read;
  }

  private static byte[] bytes(OffsetBits bits) {
    ByteSink out = new ByteSink();
    bits.write(out);
    return out.toBytes();
  }

  /** A page of so many that it is kept as bits: a look ends with its range, to the bit. */
  @Test
  void aLookInADensePageEndsWithItsRange() {
    OffsetBits bits = new OffsetBits(0);
    for (long at = 1; at < 20_000; at += 2) {
      bits.add(at);
    }
    bits.add(40_000);
    for (long end : new long[] {20_001, 20_032, 20_033, 39_936, 39_999, 40_000}) {
      assertThat(bits.any(20_000, end)).as("before %s", end).isFalse();
    }
    assertThat(bits.any(20_000, 40_001)).isTrue();
    assertThat(bits.any(40_000, 40_001)).isTrue();
    assertThat(bits.any(40_001, 65_536)).isFalse();
    assertThat(bits.any(40_001, 200_000)).isFalse();
    assertThat(bits.any(19_999, 20_000)).isTrue();
  }
}
