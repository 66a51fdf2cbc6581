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
import io.hotswap.contracts.broker.DeadReason;
import io.hotswap.contracts.broker.SubscriptionSettings;
import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.broker.TopicSettings.Ordering;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.broker.TopicView;
import java.nio.ByteBuffer;
import java.util.List;
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
        new Fact.TookOver(7, "n1/broker/1.0.0"),
        new Fact.Alive(),
        new Fact.Marked(),
        new Fact.TopicCreated(TOPIC),
        new Fact.TopicUpdated(TOPIC),
        new Fact.TopicDeleted(9),
        new Fact.Configured(TOPIC, 3),
        new Fact.Dropped(9, 3),
        new Fact.Published(9, 3, 1000, 1L << 40, Longs.EMPTY, false),
        new Fact.Published(9, 3, 3, 9, Longs.of(9, 0, 4), true),
        new Fact.Unroutable(9, 3, 2),
        new Fact.Trimmed(9, 3, 1L << 33),
        new Fact.Subscribed(3, subscription(SubscriptionSettings.DEFAULT), 77),
        new Fact.Resubscribed(3, subscription(pushed())),
        new Fact.Unsubscribed(PLACE),
        new Fact.Sought(PLACE, 12),
        leased(some, keys, Longs.EMPTY, Longs.EMPTY, Longs.EMPTY),
        leased(some, Longs.EMPTY, some, keys, Longs.of(9, 8, 7, 0, 4)),
        new Fact.Acked(PLACE, some),
        new Fact.Returned(
            PLACE,
            Fact.Cause.NACKED,
            some,
            Longs.of(0, 0, 9, 0, 1_000_000_000_000L),
            List.of("", "bäd", "", "", "x"),
            Longs.of(0, 1, 2, 3, 4)),
        new Fact.Returned(
            PLACE, Fact.Cause.LEFT, some, Longs.of(0, 0, 0, 0, 0), List.of(), Longs.EMPTY),
        new Fact.Condemned(PLACE, DeadReason.Expired, some),
        new Fact.KeyClosed(PLACE, DeadReason.Rejected, -5L, 77),
        new Fact.Unparked(PLACE),
        new Fact.Ended(PLACE, Fact.End.REPLAYED, some),
        new Fact.Scheduled(9, 3, 1000, Longs.of(1L << 41, 1L << 40, 5)),
        new Fact.Entered(9, 3, some, 1L << 33),
        new Fact.Cancelled(9, 3, some),
        new Fact.Remembered(
            9, 3, Longs.of(-1, 2, Long.MIN_VALUE, 4), Longs.of(7, 1L << 39), Longs.of(-9, 9), 2),
        new Fact.Prepared("tx-ü", 3, List.of(), List.of()),
        new Fact.Prepared(
            "tx",
            0,
            List.of(new Fact.Hold(PLACE, some)),
            List.of(new Fact.Intent(9, 3, 2, ByteBuffer.wrap(new byte[] {1, 2, 3})))),
        new Fact.Decided("tx", true),
        new Fact.Resolved("tx", false, List.of()),
        new Fact.Resolved(
            "tx",
            true,
            List.of(
                List.of(),
                List.of(new Fact.Resolved.Published(9, 3, 1L << 39, 1_800_000_000_000L, true)))),
        new Fact.Due(PLACE, some),
        new Fact.Extended(PLACE, some, 12));
  }

  private static Fact leased(
      Longs taken, Longs takenKeys, Longs skipped, Longs skippedKeys, Longs priorities) {
    return new Fact.Leased(
        PLACE,
        "c",
        99,
        taken,
        takenKeys,
        skipped,
        skippedKeys,
        priorities,
        Longs.of(8),
        Longs.of(9),
        101);
  }

  private static SubscriptionView subscription(SubscriptionSettings settings) {
    return new SubscriptionView(9, "", "grüppe", 77, 3, 1234, settings);
  }

  private static SubscriptionSettings pushed() {
    return new SubscriptionSettings(
        SubscriptionSettings.Type.Push,
        "{}",
        7,
        1000,
        true,
        new SubscriptionSettings.Push(
            "http://localhost/", List.of("a", "b"), 3, 400, SubscriptionSettings.Breaker.DEFAULT));
  }

  @ParameterizedTest
  @MethodSource("facts")
  void whatIsWrittenIsRead(Fact fact) {
    ByteBuffer bytes = FactCodec.encode(123_456_789, fact);
    assertThat(FactCodec.decode(bytes)).isEqualTo(new StampedFact(123_456_789, fact));
    assertThatThrownBy(() -> FactCodec.decode(ByteBuffer.allocate(2)))
        .hasMessage("fact level: 0 (expected: 2)");
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
    ByteBuffer type = ByteBuffer.wrap(new byte[] {2, 99, 0});
    assertThatThrownBy(() -> FactCodec.decode(type))
        .hasMessage("fact type: 99 (expected: a known one)");
    assertThatThrownBy(() -> Sections.restore(new byte[] {1}))
        .hasMessage("snapshot level: 1 (expected: 2)");
    ByteSink sink = new ByteSink();
    sink.number(-1).real(1.5).signed(-7).octet(200);
    ByteSource source = new ByteSource(sink.view());
    assertThatThrownBy(source::count).hasMessageContaining("count: -1");
    assertThat(source.real()).isEqualTo(1.5);
    assertThat(source.signed()).isEqualTo(-7);
    assertThatThrownBy(source::end).hasMessageContaining("left over: 1");
    ByteSink billions = new ByteSink().number(1).signed(0).number(Integer.MAX_VALUE);
    assertThatThrownBy(new ByteSource(billions.view())::runs)
        .hasMessage("run: 2147483648 (expected: <= 16777216)");
    assertThatThrownBy(() -> new ByteSource(ByteBuffer.wrap(new byte[] {5, 1, 1})).countOf(2))
        .hasMessage("count: 5 (expected: <= 1)");
    assertThatThrownBy(new ByteSource(ByteBuffer.wrap(new byte[] {5, 1}))::block)
        .hasMessageContaining("block: 5 bytes");
  }
}
