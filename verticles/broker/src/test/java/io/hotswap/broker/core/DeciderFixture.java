package io.hotswap.broker.core;

import io.hotswap.broker.core.decide.Decider;
import io.hotswap.broker.core.decide.Outbox;
import io.hotswap.broker.core.decide.Policies;
import io.hotswap.broker.core.decide.Pull;
import io.hotswap.broker.core.decide.Rules;
import io.hotswap.broker.core.fact.FactCodec;
import io.hotswap.broker.core.state.Backlog;
import io.hotswap.broker.core.state.LeaseSeq;
import io.hotswap.broker.core.state.Partition;
import io.hotswap.broker.core.state.PartitionId;
import io.hotswap.broker.core.state.ShardState;
import io.hotswap.broker.core.state.Subscription;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.Settlement.Outcome;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.SubscriptionSettings;
import io.hotswap.contracts.broker.SubscriptionView;
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
import io.hotswap.contracts.policy.RoutingPolicy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** A decider of one partition with a log in a list and a clock in a field. */
public final class DeciderFixture {
  public static final long UID = 1;
  public static final long ACK_DEADLINE = 10_000;
  public static final Backoff BACKOFF = new Backoff(1000, 2, 8000, 0);

  public final List<ByteBuffer> facts = new ArrayList<>();
  public final List<ByteBuffer> messages = new ArrayList<>();
  public final List<ByteBuffer> deadLetters = new ArrayList<>();
  public final Set<Long> notAtHand = new TreeSet<>();
  public long now = 1_000_000;
  public long epoch;
  public Decider decider;
  public final int lookahead;

  public DeciderFixture(TopicSettings settings, int lookahead) {
    this.lookahead = lookahead;
    own(new ShardState());
    decide(d -> d.configure(new ShardCommand.Configure(topic(settings), 0)));
  }

  public static DeciderFixture keyed() {
    return new DeciderFixture(settings(TopicType.Queue, Ordering.Key), 1000);
  }

  public static DeciderFixture unordered() {
    return new DeciderFixture(settings(TopicType.Queue, Ordering.None), 1000);
  }

  public static DeciderFixture pubSub() {
    return new DeciderFixture(settings(TopicType.PubSub, Ordering.None), 1000);
  }

  public static TopicSettings settings(TopicType type, Ordering ordering) {
    return new TopicSettings(
        type, Guarantee.AtLeastOnce, "LoadBalanced", 1, 1, ordering, ACK_DEADLINE, 3, BACKOFF);
  }

  /** One whose messages are never given up. */
  public static TopicSettings patient(TopicType type, Ordering ordering) {
    return new TopicSettings(
        type, Guarantee.AtLeastOnce, "LoadBalanced", 1, 1, ordering, ACK_DEADLINE, 1000, BACKOFF);
  }

  public static TopicView topic(TopicSettings settings) {
    return new TopicView(UID, "t", 1, UID, 5, settings);
  }

  public static Rules rules(int lookahead) {
    return new Rules(lookahead, 64, 3, 3, Policies.builtIn(), new Random(7));
  }

  /** Takes the shard over under the next epoch. */
  public void own(ShardState state) {
    decider = new Decider(0, state, rules(lookahead));
    epoch++;
    decide(d -> d.tookOver(epoch, "n1/broker/" + epoch));
  }

  /** What a crash leaves: the first {@code kept} facts. */
  public void crash(int kept) {
    facts.subList(kept, facts.size()).clear();
    ShardState state = replay();
    Partition partition = state.partition(new PartitionId(UID, 0));
    messages.subList((int) (partition == null ? 0 : partition.end()), messages.size()).clear();
    own(state);
  }

  public ShardState replay() {
    ShardState state = new ShardState();
    facts.forEach(fact -> state.apply(FactCodec.decode(fact.duplicate())));
    return state;
  }

  public void decide(Consumer<Decider> action) {
    decider.open(now);
    action.accept(decider);
    Outbox out = decider.close();
    facts.addAll(out.facts());
    out.messages()
        .forEach(
            (id, m) ->
                m.blocks()
                    .forEach(
                        block ->
                            (id.topicUid() == UID ? messages : deadLetters)
                                .addAll(block.toList())));
  }

  public void publish(String... keys) {
    decide(d -> d.publish(new ShardCommand.Publish(UID, 0, records(keys))));
  }

  public static Records records(String... keys) {
    return Records.copyOf(
        Arrays.stream(keys)
            .map(
                key ->
                    new MessageBuilder()
                        .key(key)
                        .payload(Encoding.TEXT, ByteBuffer.wrap(new byte[] {1}))
                        .build())
            .toList());
  }

  public Pull pull(String group, String consumer, int limit, int bytesMax) {
    Pull[] pull = new Pull[1];
    ShardCommand.Consume command =
        new ShardCommand.Consume(UID, 0, group, consumer, limit, bytesMax, Integer.MAX_VALUE);
    decide(
        d ->
            pull[0] =
                d.pull(
                    command,
                    subscription(group, false),
                    messages.size(),
                    List.of(live(group, consumer)),
                    this::find));
    return pull[0];
  }

  public ByteBuffer find(long offset) {
    return notAtHand.contains(offset) ? null : messages.get((int) offset);
  }

  private RoutingPolicy.LiveConsumer live(String group, String consumer) {
    int leases = backlog(subscription(group, false)).leasesOf(consumer);
    return new RoutingPolicy.LiveConsumer(consumer, leases, Integer.MAX_VALUE, true);
  }

  /** The group's subscription, made now if there is none; to be called in a decision. */
  public Subscription subscription(String group, boolean fromEarliest) {
    if (partition().isQueue()) {
      return subscription();
    }
    if (partition().subscription(group) == null) {
      SubscriptionView wanted =
          new SubscriptionView(UID, "t", group, -1, 0, 0, SubscriptionSettings.DEFAULT);
      decider.subscribe(partition(), wanted, fromEarliest ? 0 : partition().end());
    }
    return partition().subscription(group);
  }

  public Backlog backlog(Subscription s) {
    return s.backlog(partition().first());
  }

  /** Of the only subscription, or the first. */
  public Backlog backlog() {
    return backlog(subscription());
  }

  public void bury() {
    for (Subscription s : partition().subscriptions()) {
      decide(d -> d.bury(partition(), s, this::find, 1000));
    }
  }

  public List<Receipt> pull(String consumer, int limit) {
    return pull(null, consumer, limit, 1 << 20).taken().stream().map(t -> receipt(0, t)).toList();
  }

  public static Receipt receipt(int subscription, Pull.Taken taken) {
    return new Receipt(UID, 0, subscription, taken.lease().epoch(), taken.lease().seq());
  }

  public static long offset(Receipt receipt) {
    return LeaseSeq.offset(receipt.leaseSeq());
  }

  public static List<Long> offsets(List<Receipt> receipts) {
    return receipts.stream().map(DeciderFixture::offset).toList();
  }

  public List<Outcome> settle(Settlement... settlements) {
    List<Outcome> outcomes = new ArrayList<>();
    decide(
        d ->
            outcomes.addAll(
                d.settle(new ShardCommand.Settle(UID, 0, List.of(settlements)), messages.size())));
    return outcomes;
  }

  public Outcome ack(Receipt receipt) {
    return settle(Settlement.ack(id(offset(receipt)), receipt)).get(0);
  }

  public Outcome nack(Receipt receipt, long delay) {
    return settle(nackOf(receipt, delay)).get(0);
  }

  public static Settlement nackOf(Receipt receipt, long delay) {
    return new Settlement(
        Settlement.Kind.NACK,
        id(offset(receipt)),
        receipt,
        delay,
        "no",
        Settlement.FailureClass.Retryable);
  }

  public static MessageId id(long offset) {
    return new MessageId(UID, 0, offset);
  }

  public void pass(long millis) {
    now += millis;
    decide(d -> d.tick(10_000));
  }

  public Partition partition() {
    return decider.state().partition(new PartitionId(UID, 0));
  }

  public Subscription subscription() {
    return partition().subscriptions().iterator().next();
  }
}
