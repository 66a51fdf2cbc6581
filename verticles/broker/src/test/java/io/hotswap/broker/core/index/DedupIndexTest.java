package io.hotswap.broker.core.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.broker.core.bytes.ByteSink;
import io.hotswap.broker.core.bytes.ByteSource;
import io.hotswap.broker.core.index.DedupIndex.Seen;
import io.hotswap.contracts.message.MessageId;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DedupIndexTest {
  private static final long WINDOW = 60_000;

  @Test
  void aKeyIsRememberedForTheWindowAndAtMostA24thLonger() {
    Random random = new Random(5);
    DedupIndex index = new DedupIndex();
    Map<Integer, Long> times = new LinkedHashMap<>();
    long now = 1_000_000;
    for (int i = 0; i < 20_000; i++) {
      now += random.nextInt(20);
      assertThat(index.sizeAt(now, WINDOW)).isLessThanOrEqualTo(index.size());
      int expected = index.sizeAt(now, WINDOW);
      index.expire(now, WINDOW);
      assertThat(index.size()).isEqualTo(expected);
      index.add(WINDOW, seen(i, now));
      times.put(i, now);
      int any = random.nextInt(i + 1);
      long age = now - times.get(any);
      Seen found = index.find(key(any));
      if (age <= WINDOW) {
        assertThat(found).isEqualTo(seen(any, times.get(any)));
      } else if (age > WINDOW + WINDOW / 24 + 20) {
        assertThat(found).isNull();
      }
      if (i % 3000 == 2999) {
        byte[] bytes = bytes(index);
        index = DedupIndex.read(new ByteSource(ByteBuffer.wrap(bytes)));
        assertThat(bytes(index)).isEqualTo(bytes);
      }
    }
    index.expire(now + WINDOW + 1, WINDOW);
    assertThat(index.size()).isZero();
    assertThat(bytes(index)).hasSize(1);
  }

  @Test
  void aWiderWindowKeepsWhatIsThereAndANarrowerLetsGo() {
    DedupIndex index = new DedupIndex();
    index.add(WINDOW, seen(1, 1_000));
    index.expire(1_000 + 2 * WINDOW, 3 * WINDOW);
    assertThat(index.find(key(1))).isEqualTo(seen(1, 1_000));
    index.expire(1_000 + 2 * WINDOW, WINDOW);
    assertThat(index.find(key(1))).isNull();
    index.add(WINDOW, seen(1, 1_000 + 2 * WINDOW));
    assertThat(index.find(key(1))).isEqualTo(seen(1, 1_000 + 2 * WINDOW));
  }

  @Test
  void halfEqualKeysAreDifferent() {
    DedupIndex index = new DedupIndex();
    DedupKey one = new DedupKey(7, 1);
    DedupKey two = new DedupKey(7, 2);
    long scheduled = MessageId.SCHEDULED | 5;
    index.add(WINDOW, new Seen(two, scheduled, -2, 1));
    assertThat(index.find(one)).isNull();
    index.add(WINDOW, new Seen(one, 1, 3, 1));
    assertThat(index.find(one)).isEqualTo(new Seen(one, 1, 3, 1));
    assertThat(index.find(two)).isEqualTo(new Seen(two, scheduled, -2, 1));
    DedupIndex other = new DedupIndex();
    other.add(WINDOW, new Seen(one, 1, 3, 1));
    other.add(WINDOW, new Seen(two, scheduled, -2, 1));
    assertThat(bytes(index)).isEqualTo(bytes(other));
    assertThatThrownBy(() -> index.add(WINDOW, new Seen(key(9), 1L << 40, 0, 1)))
        .hasMessageContaining("expected: 0..2^40-1");
  }

  @Test
  void keysOfAnyLengthDiffer() {
    assertThat(DedupKey.of("")).isNotEqualTo(DedupKey.of("\0"));
    assertThat(DedupKey.of("a\0")).isNotEqualTo(DedupKey.of("a"));
    assertThat(DedupKey.of("order-1")).isEqualTo(DedupKey.of("order-1"));
    assertThat(DedupKey.of("order-1").second()).isNotEqualTo(DedupKey.of("order-2").second());
  }

  private static DedupKey key(int i) {
    return DedupKey.of("key-" + i);
  }

  private static Seen seen(int i, long time) {
    return new Seen(key(i), i, i * -31, time);
  }

  private static byte[] bytes(DedupIndex index) {
    ByteSink out = new ByteSink();
    index.write(out);
    return out.toBytes();
  }
}
