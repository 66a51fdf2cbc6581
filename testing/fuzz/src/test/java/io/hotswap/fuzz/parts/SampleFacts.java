package io.hotswap.fuzz.parts;

import io.hotswap.broker.core.bytes.Longs;
import io.hotswap.broker.core.fact.Fact;
import io.hotswap.broker.core.fact.Place;
import io.hotswap.contracts.broker.DeadReason;
import io.hotswap.contracts.broker.SubscriptionSettings;
import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.broker.TopicSettings.Backoff;
import io.hotswap.contracts.broker.TopicSettings.Guarantee;
import io.hotswap.contracts.broker.TopicSettings.Ordering;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.broker.TopicView;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.LongStream;

/** The life of a shard in facts that can be applied one after another: each kind once or more. */
final class SampleFacts {
  static final long UID = 300;
  private static final Place DEFAULT = new Place(UID, 0, 0);
  private static final Place BILLING = new Place(UID + 1, 2, 0);

  private SampleFacts() {}

  static List<Fact> all() {
    TopicView queue = topic(UID, "orders", TopicType.Queue, Ordering.Key);
    TopicView pubSub = topic(UID + 1, "events", TopicType.PubSub, Ordering.None);
    return List.of(
        new Fact.TookOver(7, "n1/broker/1.0.0"),
        new Fact.TopicCreated(queue),
        new Fact.TopicCreated(pubSub),
        new Fact.TopicUpdated(pubSub),
        new Fact.Configured(queue, 0),
        new Fact.Configured(pubSub, 2),
        new Fact.Subscribed(2, subscription(SubscriptionSettings.DEFAULT), 0),
        new Fact.Resubscribed(2, subscription(pushed())),
        new Fact.Published(UID, 0, 20, 1 << 20, Longs.EMPTY, false),
        new Fact.Published(UID + 1, 2, 3, 9, Longs.of(9, 0, 4), true),
        new Fact.Unroutable(UID + 1, 2, 2),
        leased(),
        new Fact.Leased(
            BILLING,
            "c",
            99,
            Longs.of(1),
            Longs.EMPTY,
            Longs.of(0),
            Longs.EMPTY,
            Longs.of(9),
            Longs.of(2),
            Longs.EMPTY,
            3),
        new Fact.Acked(DEFAULT, Longs.of(0, 1)),
        new Fact.Extended(DEFAULT, Longs.of(2, 3, 4), 120_000),
        new Fact.Returned(
            DEFAULT, Fact.Cause.NACKED, Longs.of(2), Longs.of(5_000), List.of("bäd"), Longs.EMPTY),
        new Fact.Due(DEFAULT, Longs.of(2)),
        new Fact.Scheduled(UID, 0, 1000, Longs.of(1L << 41, 1L << 40, 5)),
        new Fact.Cancelled(UID, 0, Longs.of(0)),
        new Fact.Remembered(
            UID, 0, Longs.of(-1, 2, Long.MIN_VALUE, 4), Longs.of(7, 1L << 39), Longs.of(-9, 9), 2),
        new Fact.Prepared(
            "tx-ü",
            0,
            List.of(new Fact.Hold(DEFAULT, Longs.of(3))),
            List.of(new Fact.Intent(UID, 0, 1, ByteBuffer.wrap(new byte[] {0, 0, 0, 1, 7})))),
        new Fact.Decided("tx-ü", true),
        new Fact.Alive(),
        new Fact.Marked(),
        new Fact.Trimmed(UID + 1, 2, 1));
  }

  /** Kinds that need more of a past than the list above gives them. */
  static List<Fact> others() {
    Longs some = Longs.of(5, 6, 7, 2, 100);
    return List.of(
        new Fact.TopicDeleted(9),
        new Fact.Dropped(9, 3),
        new Fact.Unsubscribed(BILLING),
        new Fact.Sought(BILLING, 12),
        new Fact.Condemned(DEFAULT, DeadReason.Expired, some),
        new Fact.KeyClosed(DEFAULT, DeadReason.Rejected, -5L, 77),
        new Fact.Unparked(DEFAULT),
        new Fact.Ended(DEFAULT, Fact.End.REPLAYED, some),
        new Fact.Entered(9, 3, some, 1L << 33),
        new Fact.Resolved(
            "tx",
            true,
            List.of(
                List.of(),
                List.of(new Fact.Resolved.Published(9, 3, 1L << 39, 1_800_000_000_000L, true)))));
  }

  private static Fact leased() {
    long[] offsets = LongStream.range(0, 10).toArray();
    long[] keys = LongStream.range(0, 10).map(n -> n % 3 == 0 ? 0 : n * 7_777_777).toArray();
    return new Fact.Leased(
        DEFAULT,
        "worker-1",
        90_000,
        Longs.of(offsets),
        Longs.of(keys),
        Longs.of(10, 12),
        Longs.of(7, 7),
        Longs.EMPTY,
        Longs.EMPTY,
        Longs.of(11),
        13);
  }

  private static TopicView topic(long uid, String name, TopicType type, Ordering ordering) {
    TopicSettings settings =
        new TopicSettings(
            type,
            Guarantee.AtLeastOnce,
            "LoadBalanced",
            4,
            1,
            ordering,
            30_000,
            6,
            new Backoff(1000, 2, 8000, 0.1));
    return new TopicView(uid, name, 1, uid, 5, settings);
  }

  private static SubscriptionView subscription(SubscriptionSettings settings) {
    return new SubscriptionView(UID + 1, "", "billing", 0, 3, 1234, settings);
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
}
