package io.hotswap.broker.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.broker.core.bytes.ByteSink;
import io.hotswap.broker.core.bytes.ByteSource;
import io.hotswap.broker.core.bytes.Longs;
import io.hotswap.broker.core.fact.Fact;
import io.hotswap.broker.core.fact.FactCodec;
import io.hotswap.broker.core.fact.Place;
import io.hotswap.broker.core.fact.StampedFact;
import io.hotswap.broker.core.state.Sections;
import io.hotswap.contracts.broker.TopicSettings.Ordering;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.broker.TopicView;
import java.nio.ByteBuffer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FactCodecTest {
  private static final Place PLACE = new Place(300, 2, 1);
  private static final TopicView TOPIC =
      DeciderFixture.topic(DeciderFixture.settings(TopicType.PubSub, Ordering.Key));

  static Stream<Fact> facts() {
    Longs some = Longs.of(5, 6, 7, 2, 100);
    Longs keys = Longs.of(-1, Long.MIN_VALUE, 0, 7, Long.MAX_VALUE);
    return Stream.of(
        new Fact.TookOver(7),
        new Fact.Alive(),
        new Fact.Marked(),
        new Fact.TopicCreated(TOPIC),
        new Fact.TopicUpdated(TOPIC),
        new Fact.TopicDeleted(9),
        new Fact.Configured(TOPIC, 3),
        new Fact.Dropped(9, 3),
        new Fact.Published(9, 3, 1000, 1L << 40),
        new Fact.Subscribed(9, 3, "grüppe", 77),
        new Fact.Leased(PLACE, "c", 99, some, keys, Longs.EMPTY, Longs.EMPTY, 101),
        new Fact.Leased(PLACE, "c", 99, some, Longs.EMPTY, some, keys, 101),
        new Fact.Acked(PLACE, some),
        new Fact.Returned(PLACE, true, some, Longs.of(0, 0, 9, 0, 1_000_000_000_000L)),
        new Fact.Due(PLACE, some),
        new Fact.Extended(PLACE, some, 12));
  }

  @ParameterizedTest
  @MethodSource("facts")
  void whatIsWrittenIsRead(Fact fact) {
    ByteBuffer bytes = FactCodec.encode(123_456_789, fact);
    assertThat(FactCodec.decode(bytes)).isEqualTo(new StampedFact(123_456_789, fact));
    assertThatThrownBy(() -> FactCodec.decode(ByteBuffer.allocate(2)))
        .hasMessage("fact level: 0 (expected: 1)");
    bytes.limit(bytes.limit() - 1);
    assertThatThrownBy(() -> FactCodec.decode(bytes)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aContiguousLeaseCostsAFewBytes() {
    Longs thousand = Longs.of(LongStream.range(5_000_000, 5_001_000).toArray());
    ByteBuffer bytes = FactCodec.encode(1, new Fact.Acked(new Place(1, 0, 0), thousand));
    assertThat(bytes.remaining()).isLessThan(20);
  }

  @Test
  void unknownFormsAreRefused() {
    ByteBuffer type = ByteBuffer.wrap(new byte[] {1, 99, 0});
    assertThatThrownBy(() -> FactCodec.decode(type)).hasMessage("fact type: 99 (expected: 1..15)");
    assertThatThrownBy(() -> Sections.restore(new byte[] {2}))
        .hasMessage("snapshot level: 2 (expected: 1)");
    ByteSink sink = new ByteSink();
    sink.number(-1).real(1.5).signed(-7).octet(200);
    ByteSource source = new ByteSource(sink.view());
    assertThatThrownBy(source::count).hasMessageContaining("count: -1");
    assertThat(source.real()).isEqualTo(1.5);
    assertThat(source.signed()).isEqualTo(-7);
    assertThatThrownBy(source::end).hasMessageContaining("left over: 1");
    assertThatThrownBy(new ByteSource(ByteBuffer.wrap(new byte[] {5, 1}))::block)
        .hasMessageContaining("block: 5 bytes");
  }
}
