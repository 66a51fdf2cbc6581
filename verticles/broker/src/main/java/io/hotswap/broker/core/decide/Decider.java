package io.hotswap.broker.core.decide;

import io.hotswap.broker.core.bytes.Longs;
import io.hotswap.broker.core.fact.Fact;
import io.hotswap.broker.core.state.Backlog;
import io.hotswap.broker.core.state.Lease;
import io.hotswap.broker.core.state.Partition;
import io.hotswap.broker.core.state.PartitionId;
import io.hotswap.broker.core.state.ShardState;
import io.hotswap.broker.core.state.Subscription;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.SubscriptionSettings;
import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.message.Message;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.policy.RoutingPolicy.LiveConsumer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Decides for one shard. A refusal is a {@code Problem} thrown before anything was emitted.
 *
 * <p>Use: {@link #open} with the time, any number of decisions, {@link #close} for what came of it.
 */
public final class Decider {
  private static final long ALIVE_MILLIS = 5_000;

  private final ShardState state;
  private final Settling settling;
  private final Publishing publishing;
  private final Pulling pulling;
  private final Burying burying;
  private final Replaying replaying;
  private final Delaying delaying;
  private final Transacting transacting;
  private final Subscribing subscribing;
  private final TopicRegistry topics;
  private Outbox out;

  public Decider(int shard, ShardState state, Rules rules) {
    this.state = state;
    this.settling = new Settling(rules);
    this.burying = new Burying(state, rules);
    this.publishing = new Publishing(rules, burying);
    this.pulling = new Pulling(rules, burying);
    this.replaying = new Replaying(rules);
    this.delaying = new Delaying(publishing);
    this.transacting = new Transacting(state, rules, settling, publishing);
    this.subscribing = new Subscribing(rules);
    this.topics = new TopicRegistry(shard, state, rules);
  }

  public ShardState state() {
    return state;
  }

  /** Begins a batch; a clock that went back does not take facts with it. */
  public Outbox open(long nowMillis) {
    out = new Outbox(state, Math.max(nowMillis, state.lastTime()));
    return out;
  }

  public Outbox close() {
    Outbox done = out;
    out = null;
    return done;
  }

  public void tookOver(long epoch, String owner) {
    out.emit(new Fact.TookOver(epoch, owner));
  }

  /** The position of the marker. */
  public long mark() {
    out.emit(new Fact.Marked());
    return state.position() - 1;
  }

  public TopicRegistry.Change createTopic(ShardCommand.CreateTopic command) {
    return topics.create(out, command);
  }

  public TopicRegistry.Change updateTopic(ShardCommand.UpdateTopic command) {
    return topics.update(out, command);
  }

  public void announceTopic(ShardCommand.AnnounceTopic command) {
    topics.announce(out, command);
  }

  public void deleteTopic(ShardCommand.DeleteTopic command) {
    topics.delete(out, command);
  }

  public void configure(ShardCommand.Configure command) {
    PartitionId id = new PartitionId(command.topic().uid(), command.partition());
    if (state.dropped().contains(id)) {
      throw gone(id);
    }
    int partitions = command.topic().settings().partitions();
    if (command.partition() < 0 || command.partition() >= partitions) {
      throw Problem.of(
          ErrorCode.BadRequest,
          "partition: " + command.partition() + " (expected: 0.." + (partitions - 1) + ")");
    }
    Partition known = state.partition(id);
    if (known == null || known.topic().version() < command.topic().version()) {
      out.emit(new Fact.Configured(command.topic(), command.partition()));
    }
  }

  public void drop(ShardCommand.Drop command) {
    PartitionId id = new PartitionId(command.topicUid(), command.partition());
    Partition known = state.partition(id);
    if (known != null) {
      out.drop(known);
    }
    // NB: also of one that never was: a late command must not make it after its topic is gone.
    if (known != null || !state.dropped().contains(id)) {
      out.emit(new Fact.Dropped(command.topicUid(), command.partition()));
    }
  }

  /** Where the records are. Stamps them in place. */
  public Taken publish(ShardCommand.Publish command) {
    Partition partition = partition(command.topicUid(), command.partition());
    Taken taken = publishing.publish(out, partition, command);
    out.grow();
    return taken;
  }

  /** Messages whose delivery time has come enter their partition, unless they were cancelled. */
  public void enter(Partition partition, Longs numbers, List<ByteBuffer> records) {
    if (partition.delayed() != null) {
      out.grow();
      delaying.enter(out, partition, numbers, records);
    }
  }

  public void cancel(ShardCommand.Cancel command, long end) {
    Partition partition = partition(command.topicUid(), command.partition());
    delaying.cancel(out, partition, command.offset(), end);
  }

  /** See {@link ShardCommand.Transact}. */
  public List<List<Fact.Resolved.Published>> transact(
      ShardCommand.Transact command, ToLongFunction<PartitionId> ends) {
    if (!command.part().publishes().isEmpty()) {
      out.grow();
    }
    return transacting.transact(out, command, ends);
  }

  /** See {@link ShardCommand.Prepare}. */
  public void prepare(ShardCommand.Prepare command, ToLongFunction<PartitionId> ends) {
    transacting.prepare(out, command, ends);
  }

  /** See {@link ShardCommand.Decide}. */
  public boolean decide(ShardCommand.Decide command) {
    return transacting.decide(out, command);
  }

  /** See {@link ShardCommand.Resolve}. */
  public List<List<Fact.Resolved.Published>> resolve(String id, boolean commit) {
    return transacting.resolve(out, id, commit);
  }

  /**
   * Leases what is ready and at hand.
   *
   * @param end of what is durable: nothing from there on is handed out
   */
  public Pull pull(
      ShardCommand.Consume command,
      Subscription subscription,
      long end,
      List<LiveConsumer> live,
      MessageSource source) {
    Partition partition = partition(command.topicUid(), command.partition());
    return pulling.pull(out, partition, subscription, command, end, live, source);
  }

  /** Ends what is at the front and too old; the offsets that must be fetched first. */
  public Longs sweep(Partition partition, Subscription s, long end, MessageSource source) {
    return pulling.sweep(out, partition, s, end, source);
  }

  /** Ends those of these messages that are too old, wherever they are in the backlog. */
  public void lapse(
      Partition partition, Subscription s, List<Long> offsets, List<ByteBuffer> records) {
    pulling.lapse(out, partition, s, offsets, records);
  }

  /** When the message is too old, {@code Long.MAX_VALUE} for never. */
  public static long expiresAt(Partition partition, ByteBuffer record) {
    return Sieve.expiresAt(Message.wrap(record), partition.settings().ttlMillis());
  }

  /** Makes dead letters of what has no retries left; the offsets that must be fetched first. */
  public Longs bury(Partition partition, Subscription s, MessageSource source, int max) {
    return burying.doomed(out, partition, s, source, max);
  }

  /** Makes dead letters of the rest of keys that failed; the offset that must be fetched first. */
  public Longs takeAlong(Partition partition, Subscription s, long end, MessageSource source) {
    return burying.takenAlong(out, partition, s, end, source);
  }

  /** Gives back the leases of a consumer that is gone. */
  public void leave(Partition partition, Subscription s, String consumer) {
    List<Lease> held =
        s.backlog(partition.first()).leases().stream()
            .filter(lease -> lease.consumer().equals(consumer))
            .filter(lease -> s.backlog(0).holder(lease.offset()) == null)
            .toList();
    if (!held.isEmpty()) {
      settling.left(out, partition, s, held);
    }
  }

  /** A subscription and whether this made it. */
  public record Subscribed(SubscriptionView view, boolean created) {}

  public Subscribed subscribe(Partition partition, SubscriptionView wanted, long start) {
    Subscribing.Made made = subscribing.subscribe(out, partition, wanted, start);
    return new Subscribed(made.view(), made.created());
  }

  public SubscriptionView update(
      Partition partition, Subscription s, SubscriptionSettings settings) {
    return subscribing.update(out, partition, s, settings);
  }

  public void unsubscribe(Partition partition, Subscription s) {
    subscribing.unsubscribe(out, partition, s);
  }

  public void seek(Partition partition, Subscription s, long to) {
    subscribing.seek(out, partition, s, to);
  }

  public void unpark(Partition partition, Subscription s) {
    subscribing.unpark(out, partition, s);
  }

  /** Lets go of messages below the offset, whatever becomes of who did not read them. */
  public void trim(Partition partition, long before) {
    if (before > partition.first()) {
      PartitionId id = partition.id();
      out.emit(new Fact.Trimmed(id.topicUid(), id.partition(), Math.min(before, partition.end())));
    }
  }

  /** The ids of what was made of those entries that still are there and nobody holds. */
  public List<MessageId> replay(
      Partition base, Partition entries, List<Long> offsets, List<ByteBuffer> records) {
    out.grow();
    return replaying.replay(out, base, entries, offsets, records);
  }

  /** One outcome per settlement, in order. */
  public List<Settlement.Outcome> settle(ShardCommand.Settle command, long end) {
    Partition partition = state.partition(new PartitionId(command.topicUid(), command.partition()));
    return settling.settle(out, partition, command.settlements(), end);
  }

  /**
   * Ends leases and waits whose time has come; false if {@code max} left some for later. While any
   * are running it also says now and then that it is alive, because a new owner moves them on by
   * the time since the last fact.
   */
  public boolean tick(int max) {
    int left = max;
    boolean running = false;
    for (Partition partition : state.partitions()) {
      for (Subscription s : partition.subscriptions()) {
        if (s.isIdle()) {
          continue;
        }
        Backlog backlog = s.backlog(partition.first());
        running |= backlog.leaseCount() > 0 || backlog.pendingCount() > 0;
        left -= tick(partition, s, backlog, left);
        if (left <= 0) {
          return false;
        }
      }
    }
    if (running && out.isEmpty() && out.timeMillis() - state.lastTime() >= ALIVE_MILLIS) {
      out.emit(new Fact.Alive());
    }
    return true;
  }

  private int tick(Partition partition, Subscription s, Backlog backlog, int max) {
    List<Lease> expired = backlog.expired(out.timeMillis(), max);
    Longs due = backlog.due(out.timeMillis(), Math.max(0, max - expired.size()));
    if (!due.isEmpty()) {
      out.emit(new Fact.Due(Pulling.place(partition, s), due));
      out.touch(partition, s);
    }
    if (!expired.isEmpty()) {
      settling.timedOut(out, partition, s, expired);
    }
    return expired.size() + due.size();
  }

  /** The partition, or {@code TopicNotFound}, which the front takes as a request to configure. */
  public Partition partition(long topicUid, int partition) {
    PartitionId id = new PartitionId(topicUid, partition);
    Partition known = state.partition(id);
    if (known == null) {
      throw gone(id);
    }
    return known;
  }

  private static Problem gone(PartitionId id) {
    return Problem.of(
        ErrorCode.TopicNotFound,
        "partition: " + id.partition() + " of topic uid " + id.topicUid() + " is not here");
  }
}
