package io.hotswap.broker.core.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.broker.core.bytes.ByteSink;
import io.hotswap.broker.core.bytes.ByteSource;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AliasesTest {

  @Test
  void itAnswersLikeAMap() {
    Random random = new Random(4);
    Aliases aliases = new Aliases();
    Map<Long, Long> plain = new HashMap<>();
    long offset = 0;
    for (int i = 0; i < 100_000; i++) {
      long number = i ^ 0x15;
      offset += 1 + random.nextInt(5);
      aliases.put(number, offset);
      plain.put(number, offset);
      if (i % 1000 == 999) {
        long floor = offset - random.nextInt(20_000);
        aliases.trim(floor);
        plain.values().removeIf(o -> o < floor);
      }
    }
    for (long number = -1; number < 100_100; number++) {
      assertThat(aliases.offsetOf(number)).isEqualTo(plain.getOrDefault(number, -1L));
    }
    byte[] bytes = bytes(aliases);
    Aliases copy = Aliases.read(new ByteSource(ByteBuffer.wrap(bytes)));
    assertThat(bytes(copy)).isEqualTo(bytes);
    plain.forEach((number, at) -> assertThat(copy.offsetOf(number)).isEqualTo(at));
  }

  @Test
  void whatEnteredBelowTheFloorIsForgotten() {
    Aliases aliases = new Aliases();
    aliases.put(0, 10);
    aliases.put(1, 11);
    aliases.trim(11);
    aliases.trim(5);
    assertThat(aliases.offsetOf(0)).isEqualTo(-1);
    assertThat(aliases.offsetOf(1)).isEqualTo(11);
    assertThatThrownBy(() -> aliases.put(2, 10)).hasMessageContaining("number 2 at 10");
    for (int i = 0; i < LongTable.PARTS; i++) {
      aliases.trim(12 + i);
    }
    ByteSink out = new ByteSink();
    aliases.write(out);
    assertThat(out.toBytes()).hasSize(3);
  }

  private static byte[] bytes(Aliases aliases) {
    ByteSink out = new ByteSink();
    aliases.write(out);
    return out.toBytes();
  }
}
