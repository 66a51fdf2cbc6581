package io.hotswap.broker.front;

import io.hotswap.contracts.broker.ConsumeReply;
import io.hotswap.contracts.broker.ConsumeRequest;
import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.plugin.WaitKey;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Pulls over the partitions of a topic, beginning with another one each time. */
final class Consuming {
  /** Name of a queue's only subscription. */
  private static final String QUEUE_GROUP = "default";

  private static final int GROUPS_KNOWN_MAX = 10_000;

  private final Asking asking;
  private final AtomicInteger rotation = new AtomicInteger();
  private final Set<WaitKey> groups =
      Collections.synchronizedSet(
          Collections.newSetFromMap(
              new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<WaitKey, Boolean> eldest) {
                  return size() > GROUPS_KNOWN_MAX;
                }
              }));

  Consuming(Asking asking) {
    this.asking = asking;
  }

  Future<ConsumeReply> consume(TopicView topic, ConsumeRequest request) {
    boolean queue = topic.settings().type() == TopicType.Queue;
    if (!queue && request.group() == null) {
      return Future.failedFuture(
          Problem.badRequest("query:consumerGroup", "none (expected: one, for a PubSub topic)"));
    }
    String group = queue ? QUEUE_GROUP : request.group();
    WaitKey key = WaitKey.subscription(topic.uid(), group);
    int partitions = topic.settings().partitions();
    int start = Integer.remainderUnsigned(rotation.getAndIncrement(), partitions);
    Pull pull = new Pull(topic, group, request, start);
    return (queue ? Future.<Void>succeededFuture() : enrol(topic, key, request))
        .compose(enrolled -> next(pull, 0))
        .map(done -> new ConsumeReply(key, pull.deliveries()));
  }

  private record Pull(
      TopicView topic, String group, ConsumeRequest request, int start, List<Delivery> deliveries) {
    Pull(TopicView topic, String group, ConsumeRequest request, int start) {
      this(topic, group, request, start, new ArrayList<>());
    }
  }

  /** A group begins in all partitions at once, or what is published next could pass it by. */
  private Future<Void> enrol(TopicView topic, WaitKey key, ConsumeRequest request) {
    if (groups.contains(key)) {
      return Future.succeededFuture();
    }
    return asking
        .all(topic, p -> command(topic.uid(), p, key.name(), request, 0, 1))
        .onSuccess(done -> groups.add(key))
        .mapEmpty();
  }

  private Future<Void> next(Pull pull, int step) {
    ConsumeRequest request = pull.request();
    int limit = request.limit() - pull.deliveries().size();
    long bytes = request.bytesMax();
    for (Delivery delivery : pull.deliveries()) {
      bytes -= delivery.record().remaining();
    }
    int partitions = pull.topic().settings().partitions();
    if (step == partitions || limit <= 0 || bytes <= 0) {
      return Future.succeededFuture();
    }
    int partition = (pull.start() + step) % partitions;
    ShardCommand command =
        command(pull.topic().uid(), partition, pull.group(), request, limit, (int) bytes);
    return asking
        .partition(pull.topic(), partition, command)
        .map(reply -> pull.deliveries().addAll(((ShardReply.Leased) reply).deliveries()))
        // What was leased before must not be lost to a partition that is in trouble.
        .recover(
            cause ->
                pull.deliveries().isEmpty()
                    ? Future.failedFuture(cause)
                    : Future.succeededFuture(false))
        .compose(done -> next(pull, step + 1));
  }

  private static ShardCommand.Consume command(
      long uid, int partition, String group, ConsumeRequest request, int limit, int bytesMax) {
    return new ShardCommand.Consume(
        uid, partition, group, request.consumerId(), limit, bytesMax, request.fromEarliest());
  }
}
