package io.hotswap.store.embedded;

import static io.hotswap.testkit.log.LogFixtures.at;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.log.StreamAppend;
import io.hotswap.contracts.log.StreamId;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.Inflater;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PackingTest {
  private static final StreamId STREAM = StreamId.messages(0, 7, 0);
  private static final StreamId FACTS = StreamId.facts(0);
  private static final String SAME = "the same again, ".repeat(64);
  private final Packing packing = new Packing(true, 1 << 20, () -> 0);
  private final Inflater inflater = new Inflater(true);

  @Property(tries = 200)
  void whatWasPackedComesBackAsItWas(
      @ForAll @IntRange(min = 1, max = 40_000) int size,
      @ForAll @IntRange(min = 1, max = 256) int symbols,
      @ForAll Packing.Form form,
      @ForAll long seed) {
    byte[] plain = new byte[size];
    Random random = new Random(seed);
    for (int i = 0; i < size; i++) {
      plain[i] = (byte) random.nextInt(symbols);
    }
    byte[] packed = packed(form, plain);
    assertThat(packed.length).isLessThanOrEqualTo(size - size / 16);
    if (packed.length > 0) {
      byte[] back = new byte[size];
      assertThat(unpack(form, packed, back)).isTrue();
      assertThat(back).isEqualTo(plain);
    }
  }

  @Property(tries = 500)
  void damageIsToldOrTakenButNeverThrown(
      @ForAll @IntRange(min = 0, max = 10_000) int where,
      @ForAll byte what,
      @ForAll Packing.Form form) {
    byte[] plain = (SAME + new Random(1).nextLong()).repeat(4).getBytes(UTF_8);
    byte[] packed = packed(form, plain);
    packed[where % packed.length] ^= what;
    byte[] back = new byte[plain.length];
    assertThat(unpack(form, packed, back) || what != 0).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = Packing.Form.class,
      names = {"LZ4", "DEFLATE"})
  void anotherLengthIsDamage(Packing.Form form) {
    byte[] plain = SAME.repeat(2).getBytes(UTF_8);
    byte[] packed = packed(form, plain);
    assertThat(unpack(form, packed, new byte[plain.length - 1])).isFalse();
    assertThat(unpack(form, packed, new byte[plain.length + 1])).isFalse();
    byte[] cut = Arrays.copyOf(packed, packed.length - 1);
    assertThat(unpack(form, cut, new byte[plain.length])).isFalse();
  }

  @Test
  void batchesAreDeflatedWhileThereIsTime() {
    String text = noise(12 << 10).replaceAll("[^a-z]", "a");
    assertThat(form(true, at(STREAM, 0, text))).isEqualTo(Packing.Form.DEFLATE);
    assertThat(form(true, at(STREAM, 0, text.substring(1000)))).isEqualTo(Packing.Form.LZ4);
    assertThat(form(false, at(STREAM, 0, text))).isEqualTo(Packing.Form.LZ4);
    assertThat(packing.hasTimeFor(250_000)).isTrue();
    assertThat(packing.hasTimeFor(250_000)).isFalse();
    assertThat(new Packing(false, 1 << 20, () -> 0).hasTimeFor(1)).isFalse();
  }

  private Packing.Form form(boolean timeForDeflate, StreamAppend append) {
    return AppendEncoder.encode(packing, timeForDeflate, 1, 1, List.of(append))
        .pieces()
        .get(0)
        .entry()
        .form();
  }

  @Test
  void anAppendIsRecognisedHoweverItWasPacked() {
    List<StreamAppend> appends = List.of(at(STREAM, 0, SAME.repeat(20)));
    for (boolean time : new boolean[] {true, false}) {
      long print = AppendEncoder.encode(packing, time, 1, 1, appends).fingerprint();
      assertThat(AppendEncoder.mayBe(print, packing, 1, 1, appends)).isTrue();
      assertThat(AppendEncoder.mayBe(print, packing, 1, 2, appends)).isFalse();
    }
  }

  @Test
  void restOfRecordsIsNotTriedWhereThePartBeforeWasNotWorthIt() {
    String noise = noise(Layout.ENTRY_RECORDS_MAX - 100);
    AppendEncoder.Encoded encoded = encode(at(STREAM, 0, noise, SAME.repeat(15), noise));
    assertThat(encoded.pieces()).hasSize(3).noneMatch(piece -> piece.entry().isPacked());
    assertThat(encode(at(STREAM, 0, SAME, noise)).pieces())
        .extracting(piece -> piece.entry().isPacked())
        .containsExactly(true, false);
    assertThat(encode(at(STREAM, 0, noise), at(FACTS, 0, SAME)).pieces())
        .extracting(piece -> piece.entry().isPacked())
        .containsExactly(false, true);
  }

  @Test
  void smallAppendsStayAsTheyAre() {
    assertThat(encode(at(STREAM, 0, "a".repeat(1000))).pieces().get(0).entry().isPacked())
        .isFalse();
    assertThat(encode(at(STREAM, 0, "a".repeat(1020))).pieces().get(0).entry().isPacked()).isTrue();
  }

  @Test
  void theSameAppendIsTheSameBytes() {
    StreamAppend append = at(STREAM, 0, SAME, noise(20_000), SAME, SAME);
    AppendEncoder.Encoded once = encode(append);
    AppendEncoder.Encoded again = encode(append);
    assertThat(again.fingerprint()).isEqualTo(once.fingerprint());
    assertThat(Arrays.copyOf(again.bytes(), again.size()))
        .isEqualTo(Arrays.copyOf(once.bytes(), once.size()));
  }

  private AppendEncoder.Encoded encode(StreamAppend... appends) {
    return AppendEncoder.encode(packing, false, 1, 1, List.of(appends));
  }

  private static String noise(int length) {
    StringBuilder text = new StringBuilder();
    new Random(length).ints(length, ' ', '~').forEach(c -> text.append((char) c));
    return text.toString();
  }

  private boolean unpack(Packing.Form form, byte[] packed, byte[] into) {
    return Packing.unpack(form, inflater, ByteBuffer.wrap(packed), ByteBuffer.wrap(into));
  }

  /** Empty if it was not worth it. */
  private byte[] packed(Packing.Form form, byte[] plain) {
    ByteBuffer out = ByteBuffer.allocate(3 + Packing.room(plain.length));
    int length = packing.pack(form, ByteBuffer.wrap(plain), out, 3);
    return Arrays.copyOfRange(out.array(), 3, 3 + length);
  }
}
