package io.hotswap.broker.core.decide;

import io.hotswap.broker.core.bytes.Longs;
import io.hotswap.broker.core.fact.Fact;
import io.hotswap.broker.core.fact.Place;
import io.hotswap.broker.core.state.Lease;
import io.hotswap.broker.core.state.Partition;
import io.hotswap.broker.core.state.PartitionId;
import io.hotswap.broker.core.state.ShardState;
import io.hotswap.broker.core.state.Subscription;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.Message;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Decides for one shard. A refusal is a {@code Problem} thrown before anything was emitted.
 *
 * <p>Use: {@link #open} with the time, any number of decisions, {@link #close} for what came of it.
 */
public final class Decider {
  private static final int RECORD_BYTES_MIN = 16;
  private static final long ALIVE_MILLIS = 5_000;

  private final ShardState state;
  private final Rules rules;
  private final Settling settling;
  private final Pulling pulling;
  private final TopicRegistry topics;
  private Outbox out;

  public Decider(int shard, ShardState state, Rules rules) {
    this.state = state;
    this.rules = rules;
    this.settling = new Settling(rules);
    this.pulling = new Pulling(rules);
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

  public void tookOver(long epoch) {
    out.emit(new Fact.TookOver(epoch));
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
    Partition known = state.partition(new PartitionId(command.topicUid(), command.partition()));
    if (known != null) {
      out.drop(known);
      out.emit(new Fact.Dropped(command.topicUid(), command.partition()));
    }
  }

  /** The offset of the first record. Stamps the records in place. */
  public long publish(ShardCommand.Publish command) {
    Partition partition = partition(command.topicUid(), command.partition());
    Records records = command.messages();
    requireMessages(records);
    for (ByteBuffer record : records.toList()) {
      Message.stamp(record, out.timeMillis());
    }
    long first = partition.end();
    out.store(partition, records);
    long bytes = records.size() - (long) Records.LENGTH_BYTES * records.count();
    out.emit(new Fact.Published(command.topicUid(), command.partition(), records.count(), bytes));
    partition.subscriptions().forEach(s -> out.touch(partition, s));
    return first;
  }

  /** The group's subscription, made now if there is none. */
  public Subscription subscribe(ShardCommand.Consume command) {
    Partition partition = partition(command.topicUid(), command.partition());
    if (partition.isQueue()) {
      return partition.subscription(Partition.QUEUE_GROUP);
    }
    Subscription known = partition.subscription(command.group());
    if (known != null) {
      return known;
    }
    int count = partition.subscriptions().size();
    if (count >= rules.subscriptionsMax()) {
      throw Problem.of(
          ErrorCode.Conflict,
          "subscriptions: " + (count + 1) + " (expected: <= " + rules.subscriptionsMax() + ")");
    }
    long start = command.fromEarliest() ? 0 : partition.end();
    out.emit(new Fact.Subscribed(command.topicUid(), command.partition(), command.group(), start));
    return partition.subscription(command.group());
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
      List<String> liveConsumers,
      MessageSource source) {
    Partition partition = partition(command.topicUid(), command.partition());
    return pulling.pull(out, partition, subscription, command, end, liveConsumers, source);
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
        running |= s.leaseCount() > 0 || s.pendingCount() > 0;
        left -= tick(partition, s, left);
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

  private int tick(Partition partition, Subscription s, int max) {
    List<Lease> expired = s.expired(out.timeMillis(), max);
    Longs due = s.due(out.timeMillis(), Math.max(0, max - expired.size()));
    Place place = new Place(partition.id().topicUid(), partition.id().partition(), s.number());
    if (!due.isEmpty()) {
      out.emit(new Fact.Due(place, due));
      out.touch(partition, s);
    }
    if (!expired.isEmpty()) {
      settling.giveBack(out, partition, s, expired);
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

  private static void requireMessages(Records records) {
    if (records.count() == 0) {
      throw Problem.badRequest("/messages", "0 messages (expected: >= 1)");
    }
    int index = 0;
    for (ByteBuffer record : records.toList()) {
      if (record.remaining() < RECORD_BYTES_MIN || record.get(record.position()) != 1) {
        throw Problem.badRequest("/messages/" + index, "not a message (expected: format 1)");
      }
      index++;
    }
  }
}
