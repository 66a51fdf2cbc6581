package io.hotswap.broker.shard;

import io.hotswap.broker.core.bytes.Longs;
import io.hotswap.broker.core.decide.Decider;
import io.hotswap.broker.core.decide.Pull;
import io.hotswap.broker.core.state.Backlog;
import io.hotswap.broker.core.state.Lease;
import io.hotswap.broker.core.state.Partition;
import io.hotswap.broker.core.state.PartitionId;
import io.hotswap.broker.core.state.Subscription;
import io.hotswap.contracts.broker.Deliveries;
import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.message.Message;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.message.Receipt;
import io.hotswap.contracts.policy.RoutingPolicy.LiveConsumer;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Hands messages to who pulls. */
final class Consuming {
  /** Fetches after which a pull gives up: each brings it on, so this is never reached in health. */
  private static final int FETCHES_MAX = 1000;

  /** Readers beyond which nobody asks which of them is last. */
  private static final int READERS_MAX = 16;

  private final OwnerParts parts;
  private final Decider decider;

  Consuming(OwnerParts parts) {
    this.parts = parts;
    this.decider = parts.decider();
  }

  void consume(Work work, ShardCommand.Consume command, Batch batch) {
    Partition partition = decider.partition(command.topicUid(), command.partition());
    Subscription subscription = parts.subscription(partition, command.group());
    long now = parts.services().nanos().getAsLong();
    Backlog backlog = subscription.backlog(partition.first());
    List<LiveConsumer> live =
        parts
            .consumers()
            .asks(subscription, backlog, command.consumerId(), command.capacity(), now);
    long end = parts.durableEnd(partition.id());
    Pull pull = decider.pull(command, subscription, end, live, parts.cache().of(partition.id()));
    if (pull.isEmpty() && pull.unfinished()) {
      batch.atOnce(() -> parts.listener().again(work));
    } else if (pull.isEmpty() && !pull.missing().isEmpty()) {
      fetch(work, partition, subscription, pull.missing());
    } else {
      if (!pull.isEmpty()) {
        parts.consumers().served(subscription, command.consumerId());
        parts
            .services()
            .meters()
            .share(subscription.backlog(partition.first()).leasesOf(command.consumerId()));
      }
      boolean drained = isDrained(partition, subscription, pull, end);
      // NB: who hears that nothing is left does not ask again to be told when something comes.
      if (pull.count() < command.limit() || drained) {
        parts.awaited().add(partition, subscription, now);
      }
      deliver(work, partition, subscription, pull, drained, batch);
      forget(partition);
      readAhead(partition, subscription, end);
    }
  }

  void leave(Work work, ShardCommand.Leave command, Batch batch) {
    Partition partition = decider.partition(command.topicUid(), command.partition());
    Subscription subscription = parts.subscription(partition, command.group());
    decider.leave(partition, subscription, command.consumerId());
    parts.consumers().left(subscription, command.consumerId());
    batch.answer(work, new ShardReply.Done());
    batch.effect(() -> parts.awaited().wakeAll(partition, subscription));
  }

  private static boolean isDrained(Partition partition, Subscription s, Pull pull, long end) {
    Backlog backlog = s.backlog(partition.first());
    return backlog.cursor() >= end && backlog.ready().isEmpty() && !pull.unfinished();
  }

  private void deliver(
      Work work, Partition partition, Subscription s, Pull pull, boolean drained, Batch batch) {
    List<Deliveries.Run> runs = new ArrayList<>(pull.runs().size());
    for (Pull.Run run : pull.runs()) {
      runs.add(new Deliveries.Run(first(partition.id(), s, run, pull.settled()), run.records()));
      parts.services().meters().handedOver(waited(run));
    }
    Deliveries deliveries = new Deliveries(runs);
    parts.services().meters().delivered(deliveries.size());
    ShardReply reply = new ShardReply.Leased(deliveries, drained);
    boolean durable =
        parts
            .services()
            .rules()
            .policies()
            .delivery(partition.settings())
            .promises()
            .leaseWhenDurable();
    if (durable) {
      batch.answer(work, reply);
    } else {
      batch.answerAtOnce(work, reply);
    }
  }

  private long waited(Pull.Run run) {
    return parts.services().clock().millis() - Message.publishedAtOf(run.records().get(0));
  }

  private static Delivery first(PartitionId id, Subscription s, Pull.Run run, boolean settled) {
    Lease lease = run.first();
    ByteBuffer record = run.records().get(0);
    long origin = Message.isPlain(record) ? -1 : Message.wrap(record).originOffset();
    Receipt receipt =
        new Receipt(id.topicUid(), id.partition(), s.receiptNumber(), lease.epoch(), lease.seq());
    return new Delivery(
        new MessageId(id.topicUid(), id.partition(), origin >= 0 ? origin : lease.offset()),
        id.topicUid(),
        id.partition(),
        lease.offset(),
        settled ? null : receipt,
        lease.attempts() + 1,
        settled ? 0 : lease.deadline(),
        record);
  }

  private void fetch(Work work, Partition partition, Subscription s, Longs missing) {
    if (work.fetches++ >= FETCHES_MAX) {
      // NB: not thrown: what the pull filtered on its way stays so.
      work.fail(Problem.retryLater(ErrorCode.Unavailable, "messages could not be kept at hand", 1));
      return;
    }
    PartitionId id = partition.id();
    long cursor = s.backlog(partition.first()).cursor();
    List<Future<Void>> fetches = new ArrayList<>(missing.size());
    for (int i = 0; i < missing.size(); i++) {
      long offset = missing.get(i);
      fetches.add(
          offset != cursor ? parts.cache().fetchFew(id, offset) : parts.cache().fetch(id, offset));
    }
    Future.join(fetches)
        .onComplete(
            done -> parts.listener().again(work),
            cause -> work.fail(Problem.of(ErrorCode.Unavailable, "log: " + cause.getMessage())));
  }

  private void forget(Partition partition) {
    if (partition.subscriptions().size() <= READERS_MAX) {
      long first = Long.MAX_VALUE;
      for (Subscription s : partition.subscriptions()) {
        first = Math.min(first, s.floor(partition.first()));
      }
      parts.cache().passed(partition.id(), first);
    }
  }

  /** What the next pull will want, so that it need not wait. A failure shows when it is needed. */
  private void readAhead(Partition partition, Subscription s, long end) {
    long cursor = s.backlog(partition.first()).cursor();
    if (cursor < end && parts.cache().find(partition.id(), cursor) == null) {
      parts.cache().fetch(partition.id(), cursor);
    }
  }
}
