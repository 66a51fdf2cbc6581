package io.hotswap.broker.shard;

import io.hotswap.broker.core.state.Lease;
import io.hotswap.broker.core.state.Partition;
import io.hotswap.broker.core.state.PartitionId;
import io.hotswap.broker.core.state.Pending;
import io.hotswap.broker.core.state.Subscription;
import io.hotswap.broker.core.state.Tally;
import io.hotswap.contracts.broker.MessageState.PerSubscription;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.broker.SubscriptionStats;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.log.LogException;
import io.hotswap.contracts.message.Message;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** Answers about a partition that change nothing. */
final class Views {
  private final MessageCache cache;
  private final ToLongFunction<PartitionId> durableEnd;

  Views(MessageCache cache, ToLongFunction<PartitionId> durableEnd) {
    this.cache = cache;
    this.durableEnd = durableEnd;
  }

  Future<ShardReply> inspect(Partition partition, long offset) {
    if (offset < 0 || offset >= durableEnd.applyAsLong(partition.id())) {
      throw notFound(offset);
    }
    List<PerSubscription> states = new ArrayList<>();
    for (Subscription s : partition.subscriptions()) {
      if (offset >= s.start()) {
        states.add(stateOf(s, offset));
      }
    }
    return cache
        .get(partition.id(), offset)
        .map(record -> (ShardReply) new ShardReply.Inspected(record, states))
        .recover(cause -> Future.failedFuture(isTrimmed(cause) ? notFound(offset) : cause));
  }

  Future<ShardReply> stats(Partition partition) {
    long end = durableEnd.applyAsLong(partition.id());
    List<Future<SubscriptionStats>> all = new ArrayList<>();
    for (Subscription s : partition.subscriptions()) {
      Tally t = s.tally(partition.end());
      all.add(
          oldest(partition, s, end)
              .map(
                  oldest ->
                      new SubscriptionStats(
                          s.group(),
                          t.entered(),
                          t.ready(),
                          t.leased(),
                          t.delayed(),
                          t.blocked(),
                          t.acked(),
                          oldest)));
    }
    long published = partition.end();
    long bytes = partition.bytes();
    return Future.all(all)
        .map(
            done ->
                new ShardReply.Counted(
                    published, bytes, all.stream().map(Future::result).toList()));
  }

  private Future<Long> oldest(Partition partition, Subscription s, long end) {
    if (s.floor() >= end) {
      return Future.succeededFuture(0L);
    }
    return cache
        .get(partition.id(), s.floor())
        .map(record -> Message.wrap(record).publishedAtMillis())
        .otherwise(0L);
  }

  private static PerSubscription stateOf(Subscription s, long offset) {
    Lease lease = s.lease(offset);
    if (lease != null) {
      return new PerSubscription(
          s.group(), "leased", lease.attempts(), lease.consumer(), lease.deadline());
    }
    if (s.isAcked(offset)) {
      return new PerSubscription(s.group(), "acked", 0, null, 0);
    }
    Pending p = s.pending(offset);
    if (p == null) {
      return new PerSubscription(s.group(), "ready", 0, null, 0);
    }
    String state = p.due() > 0 ? "delayed" : s.isBlocked(p) ? "blocked" : "ready";
    return new PerSubscription(s.group(), state, p.attempts(), null, 0);
  }

  private static boolean isTrimmed(Throwable cause) {
    return cause instanceof LogException e && e.kind() == LogException.Kind.TRIMMED;
  }

  private static Problem notFound(long offset) {
    return Problem.of(
        ErrorCode.MessageNotFound, "message at offset " + offset + " does not exist any more");
  }
}
