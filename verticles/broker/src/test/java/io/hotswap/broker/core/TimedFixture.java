package io.hotswap.broker.core;

import io.hotswap.broker.core.bytes.Longs;
import io.hotswap.broker.core.decide.Decider;
import io.hotswap.broker.core.decide.Outbox;
import io.hotswap.broker.core.decide.Policies;
import io.hotswap.broker.core.decide.Rules;
import io.hotswap.broker.core.decide.Taken;
import io.hotswap.broker.core.fact.FactCodec;
import io.hotswap.broker.core.state.Partition;
import io.hotswap.broker.core.state.PartitionId;
import io.hotswap.broker.core.state.Sections;
import io.hotswap.broker.core.state.ShardState;
import io.hotswap.broker.core.state.Subscription;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.Settlement.Outcome;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.broker.TopicSettings.Backoff;
import io.hotswap.contracts.broker.TopicSettings.Guarantee;
import io.hotswap.contracts.broker.TopicSettings.Ordering;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.Encoding;
import io.hotswap.contracts.message.MessageBuilder;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.message.Receipt;
import io.hotswap.contracts.policy.RoutingPolicy.LiveConsumer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/** A shard with two queues "1" and "2" that deduplicate, all of its streams in lists. */
final class TimedFixture {
  static final Rules.Bounds BOUNDS = new Rules.Bounds(5, 4, 2000);
  static final long WINDOW = 60_000;

  final List<ByteBuffer> facts = new ArrayList<>();
  final Map<PartitionId, List<ByteBuffer>> messages = new HashMap<>();
  final List<ByteBuffer> delayed = new ArrayList<>();
  long now = 1_000_000;
  Decider decider;
  private long epoch;

  TimedFixture() {
    own(new ShardState());
    decide(d -> configure(d, 1));
    decide(d -> configure(d, 2));
  }

  private static Object configure(Decider decider, long uid) {
    TopicSettings s =
        new TopicSettings(
            TopicType.Queue,
            Guarantee.ExactlyOnce,
            "LoadBalanced",
            1,
            1,
            Ordering.None,
            10_000,
            3,
            Backoff.DEFAULT,
            TopicSettings.Balancing.RoundRobin,
            TopicSettings.Unroutable.Drop,
            TopicSettings.OnKeyFailure.DeadLetter,
            0,
            TopicSettings.OnExpiry.DeadLetter,
            30_000,
            TopicSettings.Retention.NONE,
            new TopicSettings.Dedup(WINDOW, 10),
            TopicSettings.DeadLetter.DEFAULT,
            TopicSettings.Quota.NONE);
    TopicView topic = new TopicView(uid, "" + uid, 1, uid, 5, s);
    decider.configure(new ShardCommand.Configure(topic, 0));
    return null;
  }

  void own(ShardState state) {
    Rules rules = new Rules(1000, 64, 3, 3, Policies.builtIn(), new Random(7), BOUNDS);
    decider = new Decider(0, state, rules);
    epoch++;
    decide(
        d -> {
          d.tookOver(epoch, "n1/broker/" + epoch);
          return null;
        });
  }

  /** The owner is gone; another goes on from the log, half the time from a snapshot of it. */
  void reopen() {
    ShardState replayed = new ShardState();
    facts.forEach(fact -> replayed.apply(FactCodec.decode(fact.duplicate())));
    if (!Sections.digest(replayed).equals(Sections.digest(decider.state()))) {
      throw new AssertionError("the facts do not lead to the state");
    }
    own(Sections.restore(Sections.snapshot(replayed)));
  }

  <T> T decide(Function<Decider, T> action) {
    decider.open(now);
    try {
      return action.apply(decider);
    } finally {
      Outbox out = decider.close();
      facts.addAll(out.facts());
      out.messages()
          .forEach((id, m) -> m.blocks().forEach(block -> stream(id).addAll(block.toList())));
      out.delayed().values().forEach(m -> m.blocks().forEach(b -> delayed.addAll(b.toList())));
    }
  }

  List<ByteBuffer> stream(PartitionId id) {
    return messages.computeIfAbsent(id, any -> new ArrayList<>());
  }

  static MessageBuilder message(String text) {
    return new MessageBuilder()
        .payload(Encoding.TEXT, ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
  }

  static Records records(MessageBuilder... messages) {
    return Records.copyOf(Arrays.stream(messages).map(MessageBuilder::build).toList());
  }

  Taken publish(MessageBuilder... built) {
    return decide(d -> d.publish(new ShardCommand.Publish(1, 0, records(built))));
  }

  /** As the owner does it once the records are read. */
  void enterDue() {
    Longs due = partition(1).delayed().due(now, 100);
    List<ByteBuffer> records = new ArrayList<>();
    for (int i = 0; i < due.size(); i++) {
      records.add(delayed.get((int) due.get(i)));
    }
    enter(due, records);
  }

  void enter(Longs numbers, List<ByteBuffer> records) {
    decide(
        d -> {
          d.enter(partition(1), numbers, records);
          return null;
        });
  }

  void cancel(long place) {
    decide(
        d -> {
          d.cancel(new ShardCommand.Cancel(1, 0, place), stream(new PartitionId(1, 0)).size());
          return null;
        });
  }

  Partition partition(long uid) {
    return decider.state().partition(new PartitionId(uid, 0));
  }

  Subscription reader(long uid) {
    return partition(uid).subscription(Partition.QUEUE_GROUP);
  }

  /** Receipts of all that can be had. */
  List<Receipt> pull(long uid, String consumer) {
    List<ByteBuffer> stream = stream(new PartitionId(uid, 0));
    return decide(
            d ->
                d.pull(
                    new ShardCommand.Consume(uid, 0, null, consumer, 100, 1 << 20, 100),
                    reader(uid),
                    stream.size(),
                    List.of(new LiveConsumer(consumer, 0, 100, true)),
                    offset -> stream.get((int) offset)))
        .taken()
        .stream()
        .map(t -> new Receipt(uid, 0, 0, t.lease().epoch(), t.lease().seq()))
        .toList();
  }

  Outcome settle(Settlement settlement) {
    long uid = settlement.messageId().topicUid();
    int end = stream(new PartitionId(uid, 0)).size();
    return decide(d -> d.settle(new ShardCommand.Settle(uid, 0, List.of(settlement)), end)).get(0);
  }

  static Settlement ackOf(Receipt receipt, long place) {
    return Settlement.ack(new MessageId(receipt.topicUid(), 0, place), receipt);
  }

  void tick() {
    decide(d -> d.tick(1000));
  }
}
