package io.hotswap.broker.front;

import io.hotswap.contracts.broker.ConsumeReply;
import io.hotswap.contracts.broker.ConsumeRequest;
import io.hotswap.contracts.broker.Deliveries;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.broker.StartAt;
import io.hotswap.contracts.broker.SubscriptionSettings;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.plugin.WaitKey;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Pulls over the partitions of a topic, beginning with another one each time. */
final class Consuming {
  private final Asking asking;
  private final Subscriptions subscriptions;
  private final AtomicInteger rotation = new AtomicInteger();

  Consuming(Asking asking, Subscriptions subscriptions) {
    this.asking = asking;
    this.subscriptions = subscriptions;
  }

  Future<ConsumeReply> consume(TopicView topic, ConsumeRequest request) {
    String group = group(topic, request.group());
    int partitions = topic.settings().partitions();
    int start = Integer.remainderUnsigned(rotation.getAndIncrement(), partitions);
    return room(topic, group, request)
        .compose(
            room -> {
              int limit = Math.min(room, request.limit());
              Pull pull =
                  new Pull(topic, group, request, limit, start, new ArrayList<>(), new BitSet());
              WaitKey key = WaitKey.subscription(topic.uid(), group);
              return next(pull, 0)
                  .map(
                      done ->
                          new ConsumeReply(
                              key,
                              new Deliveries(pull.runs()),
                              pull.drained().cardinality() == partitions));
            });
  }

  /** The consumer is gone: where it was never seen there is nothing to give back. */
  Future<Void> leave(TopicView topic, String asked, String consumerId) {
    String group = group(topic, asked);
    return Asking.over(
            topic,
            0,
            p -> {
              ShardCommand leave = new ShardCommand.Leave(topic.uid(), p, group, consumerId);
              return asking
                  .present(topic, p, leave)
                  .<Void>mapEmpty()
                  .recover(
                      cause ->
                          Asking.is(cause, ErrorCode.SubscriptionNotFound)
                              ? Future.succeededFuture()
                              : Future.failedFuture(cause));
            })
        .mapEmpty();
  }

  private static String group(TopicView topic, String asked) {
    if (topic.settings().type() == TopicType.Queue) {
      return Subscriptions.QUEUE_GROUP;
    }
    if (asked == null) {
      throw Problem.badRequest("query:consumerGroup", "none (expected: one, for a PubSub topic)");
    }
    return asked;
  }

  private record Pull(
      TopicView topic,
      String group,
      ConsumeRequest request,
      int limit,
      int start,
      List<Deliveries.Run> runs,
      BitSet drained) {

    int left() {
      return limit - runs.stream().mapToInt(Deliveries.Run::count).sum();
    }

    int bytesLeft() {
      long bytes = request.bytesMax();
      for (Deliveries.Run run : runs) {
        bytes -= run.records().size() - (long) Records.LENGTH_BYTES * run.count();
      }
      return (int) Math.max(0, bytes);
    }
  }

  /** Leases the consumer can take: a shard sees only those of its own partition. */
  private Future<Integer> room(TopicView topic, String group, ConsumeRequest request) {
    int capacity = request.capacity();
    if (capacity == Integer.MAX_VALUE || topic.settings().partitions() == 1) {
      return Future.succeededFuture(capacity);
    }
    return subscriptions
        .leases(topic, group, request.consumerId())
        .map(leases -> Math.max(0, capacity - leases));
  }

  private Future<Void> next(Pull pull, int step) {
    int partitions = pull.topic().settings().partitions();
    if (step == partitions || pull.left() <= 0 || (step > 0 && pull.bytesLeft() == 0)) {
      return Future.succeededFuture();
    }
    int partition = (pull.start() + step) % partitions;
    return ask(pull, partition)
        .map(
            reply -> {
              ShardReply.Leased leased = (ShardReply.Leased) reply;
              pull.drained().set(partition, leased.drained());
              return pull.runs().addAll(leased.runs());
            })
        // What was leased before must not be lost to a partition that is in trouble.
        .recover(
            cause ->
                pull.runs().isEmpty() ? Future.failedFuture(cause) : Future.succeededFuture(false))
        .compose(done -> next(pull, step + 1));
  }

  /** A group begins in all partitions at once, or what is published next could pass it by. */
  private Future<ShardReply> ask(Pull pull, int partition) {
    ConsumeRequest request = pull.request();
    TopicView topic = pull.topic();
    ShardCommand command =
        new ShardCommand.Consume(
            topic.uid(),
            partition,
            pull.group(),
            request.consumerId(),
            pull.left(),
            pull.bytesLeft(),
            request.capacity());
    StartAt from = request.fromEarliest() ? StartAt.EARLIEST : StartAt.LATEST;
    return asking
        .partition(topic, partition, command)
        .recover(
            cause ->
                Asking.is(cause, ErrorCode.SubscriptionNotFound)
                        && topic.settings().type() == TopicType.PubSub
                    ? subscriptions
                        .make(topic, pull.group(), from, SubscriptionSettings.DEFAULT)
                        .compose(made -> asking.partition(topic, partition, command))
                    : Future.failedFuture(cause));
  }
}
