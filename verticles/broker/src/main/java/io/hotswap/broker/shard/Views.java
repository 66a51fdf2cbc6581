package io.hotswap.broker.shard;

import io.hotswap.broker.core.fact.Fate;
import io.hotswap.broker.core.state.Backlog;
import io.hotswap.broker.core.state.DelayedMessages;
import io.hotswap.broker.core.state.Lease;
import io.hotswap.broker.core.state.Partition;
import io.hotswap.broker.core.state.PartitionId;
import io.hotswap.broker.core.state.Pending;
import io.hotswap.broker.core.state.Subscription;
import io.hotswap.broker.core.state.Tally;
import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.broker.Journey;
import io.hotswap.contracts.broker.MessageState.PerSubscription;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.broker.SubscriptionStats;
import io.hotswap.contracts.broker.TopicStats;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.log.LogException;
import io.hotswap.contracts.log.StoredRecord;
import io.hotswap.contracts.log.StreamId;
import io.hotswap.contracts.message.Message;
import io.hotswap.contracts.message.MessageId;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Answers about a partition that change nothing. */
final class Views {
  private final OwnerParts parts;
  private final Journeys journeys;

  Views(OwnerParts parts) {
    this.parts = parts;
    this.journeys = new Journeys(parts);
  }

  Future<ShardReply> inspect(Partition partition, long place) {
    if ((place & MessageId.SCHEDULED) == 0) {
      return inspectPlaced(partition, place);
    }
    DelayedMessages delayed = partition.delayed();
    long number = place & ~MessageId.SCHEDULED;
    if (delayed != null && delayed.isWaiting(number)) {
      return waiting(partition, number, place);
    }
    long offset = delayed == null ? -1 : delayed.offsetOf(number);
    if (offset < 0) {
      throw notFound(place);
    }
    return inspectPlaced(partition, offset);
  }

  /** Before its delivery time it is nobody's backlog. */
  private Future<ShardReply> waiting(Partition partition, long number, long place) {
    PartitionId id = partition.id();
    List<PerSubscription> states = new ArrayList<>();
    for (Subscription s : partition.subscriptions()) {
      states.add(new PerSubscription(s.group(), "scheduled", 0, null, 0));
    }
    return parts
        .services()
        .store()
        .read(StreamId.scheduled(parts.shard(), id.topicUid(), id.partition()), number, 1, 1)
        .map(
            read -> {
              if (read.isEmpty() || read.get(0).offset() != number) {
                throw notFound(place);
              }
              ByteBuffer record = read.get(0).bytes();
              Message message = Message.wrap(record);
              return new ShardReply.Inspected(
                  record, states, journeys.signed(Journeys.beginning(message)));
            });
  }

  private Future<ShardReply> inspectPlaced(Partition partition, long offset) {
    if (offset < 0 || offset >= parts.durableEnd(partition.id())) {
      throw notFound(offset);
    }
    return parts
        .cache()
        .get(partition.id(), offset)
        .recover(cause -> Future.failedFuture(isTrimmed(cause) ? notFound(offset) : cause))
        .compose(
            record ->
                journeys
                    .of(partition, offset, Message.wrap(record))
                    .map(journey -> inspected(partition, offset, record, journey)));
  }

  private ShardReply inspected(
      Partition partition, long offset, ByteBuffer record, List<Journey> journey) {
    List<PerSubscription> states = new ArrayList<>();
    for (Subscription s : partition.subscriptions()) {
      Backlog backlog = s.backlog(partition.first());
      if (offset >= backlog.start()) {
        states.add(stateOf(s, backlog, offset, journey));
      }
    }
    return new ShardReply.Inspected(record, states, journey);
  }

  Future<ShardReply> stats(Partition partition) {
    List<Future<SubscriptionStats>> all = new ArrayList<>();
    for (Subscription s : partition.subscriptions()) {
      all.add(stats(partition, s));
    }
    long published = partition.end();
    long bytes = partition.bytes();
    long retained = partition.end() - partition.keptFrom();
    long retainedBytes = partition.retainedBytes();
    long scheduled = partition.delayed() == null ? 0 : partition.delayed().size();
    long duplicates = partition.duplicates();
    long unroutable = partition.unroutable();
    return Future.all(all)
        .map(
            done ->
                new ShardReply.Counted(
                    new TopicStats(
                        partition.topic().name(),
                        published,
                        bytes,
                        retained,
                        retainedBytes,
                        scheduled,
                        duplicates,
                        unroutable,
                        all.stream().map(Future::result).toList())));
  }

  Future<SubscriptionStats> stats(Partition partition, Subscription s) {
    Tally t = s.backlog(partition.first()).tally(partition.end());
    return oldest(partition, s)
        .map(
            oldest ->
                new SubscriptionStats(
                    s.group(),
                    t.entered(),
                    t.ready(),
                    t.leased(),
                    t.delayed(),
                    t.blocked(),
                    t.parked(),
                    t.acked(),
                    t.dead(),
                    t.expired(),
                    t.trimmed(),
                    t.cancelled(),
                    t.filtered(),
                    0,
                    oldest));
  }

  private Future<Long> oldest(Partition partition, Subscription s) {
    long floor = s.backlog(partition.first()).floor();
    if (floor >= parts.durableEnd(partition.id())) {
      return Future.succeededFuture(0L);
    }
    return parts
        .cache()
        .get(partition.id(), floor)
        .map(record -> Message.wrap(record).publishedAtMillis())
        .otherwise(0L);
  }

  void browse(Work work, ShardCommand.Browse command, Batch batch) {
    Partition partition = parts.decider().partition(command.topicUid(), command.partition());
    PartitionId id = partition.id();
    long first = partition.keptFrom();
    long end = parts.durableEnd(id);
    Future<Long> from =
        switch (command.from().kind()) {
          case EARLIEST -> Future.succeededFuture(first);
          case LATEST -> Future.succeededFuture(Math.max(first, end - command.limit()));
          case OFFSET -> Future.succeededFuture(Math.max(first, command.from().value()));
          case TIME ->
              parts
                  .services()
                  .store()
                  .offsetAt(parts.stream(id), command.from().value())
                  .map(offset -> Math.max(first, offset));
        };
    batch.answer(
        work,
        from.compose(offset -> read(id, offset, end, command))
            .recover(
                cause ->
                    Future.failedFuture(
                        cause instanceof Problem
                            ? cause
                            : Problem.of(ErrorCode.Unavailable, "log: " + cause.getMessage()))));
  }

  private Future<ShardReply> read(
      PartitionId id, long offset, long end, ShardCommand.Browse command) {
    if (offset >= end) {
      return Future.succeededFuture(
          new ShardReply.Browsed(new BrokerPort.Browsed(List.of(), Math.max(end, offset))));
    }
    return parts
        .services()
        .store()
        .read(parts.stream(id), offset, command.limit(), command.bytesMax())
        .map(
            records -> {
              List<BrokerPort.Browsed.Found> found = new ArrayList<>();
              long next = offset;
              for (StoredRecord record : records) {
                found.add(
                    new BrokerPort.Browsed.Found(
                        nameOf(id, record), record.offset(), record.bytes()));
                next = record.offset() + 1;
              }
              return new ShardReply.Browsed(new BrokerPort.Browsed(found, next));
            });
  }

  private static MessageId nameOf(PartitionId id, StoredRecord record) {
    long origin =
        Message.isPlain(record.bytes()) ? -1 : Message.wrap(record.bytes()).originOffset();
    return new MessageId(id.topicUid(), id.partition(), origin >= 0 ? origin : record.offset());
  }

  private static PerSubscription stateOf(
      Subscription s, Backlog backlog, long offset, List<Journey> journey) {
    Lease lease = backlog.lease(offset);
    if (lease != null) {
      return new PerSubscription(
          s.group(), "leased", lease.attempts(), lease.consumer(), lease.deadline());
    }
    if (backlog.isSettled(offset)) {
      String how = backlog.remembers(offset) ? "acked" : Journeys.endOf(s.group(), journey);
      int attempts = Journeys.attemptsOf(s.group(), journey);
      return new PerSubscription(s.group(), how, attempts, null, 0);
    }
    Pending p = backlog.pending(offset);
    if (p == null) {
      return new PerSubscription(s.group(), "ready", 0, null, 0);
    }
    return new PerSubscription(s.group(), waiting(backlog, p), p.attempts(), null, 0);
  }

  private static String waiting(Backlog backlog, Pending p) {
    if (p.fate() == Fate.PARKED) {
      return "parked";
    }
    if (p.due() > 0 || p.isDoomed()) {
      return "delayed";
    }
    return backlog.isBlocked(p) ? "blocked" : "ready";
  }

  private static boolean isTrimmed(Throwable cause) {
    return cause instanceof LogException e && e.kind() == LogException.Kind.TRIMMED;
  }

  private static Problem notFound(long offset) {
    return Problem.of(
        ErrorCode.MessageNotFound, "message at offset " + offset + " does not exist any more");
  }
}
