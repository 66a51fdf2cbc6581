package io.hotswap.broker.front;

import io.hotswap.contracts.broker.Published;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.log.Records;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Splits a batch by partition and puts the answers together again. */
final class Publishing {
  private final Asking asking;
  private final Quotas quotas;
  private final AtomicInteger roundRobin = new AtomicInteger();

  Publishing(Asking asking, Quotas quotas) {
    this.asking = asking;
    this.quotas = quotas;
  }

  Future<List<Published>> publish(TopicView topic, Records messages) {
    TopicRules.requireOwn(topic, "published to");
    quotas.take(topic, messages);
    return store(topic, messages)
        .onFailure(
            cause -> {
              if (Verdicts.refused(cause)) {
                quotas.giveBack(topic, messages);
              }
            });
  }

  private Future<List<Published>> store(TopicView topic, Records messages) {
    int partitions = topic.settings().partitions();
    if (partitions == 1) {
      return store(topic, 0, messages);
    }
    // A batch stays together as far as no key says otherwise: the next one goes elsewhere.
    int next = Integer.remainderUnsigned(roundRobin.getAndIncrement(), partitions);
    List<Parts.Part> parts = Parts.split(messages, partitions, next);
    if (parts.size() == 1) {
      return store(topic, parts.get(0).partition(), messages);
    }
    List<Future<List<Published>>> stores = new ArrayList<>();
    for (Parts.Part part : parts) {
      stores.add(store(topic, part.partition(), part.records()));
    }
    return Future.join(stores)
        .transform(
            done ->
                done.succeeded()
                    ? Future.succeededFuture(merge(messages.count(), parts, stores))
                    : Future.failedFuture(
                        Verdicts.of(
                            stores, "some partitions of the batch may have stored their part")));
  }

  private Future<List<Published>> store(TopicView topic, int partition, Records records) {
    return asking
        .partition(topic, partition, new ShardCommand.Publish(topic.uid(), partition, records))
        .map(stored -> Parts.published(topic, partition, (ShardReply.Stored) stored));
  }

  private static List<Published> merge(
      int count, List<Parts.Part> parts, List<Future<List<Published>>> stores) {
    Published[] merged = new Published[count];
    for (int i = 0; i < parts.size(); i++) {
      Parts.merge(stores.get(i).result(), parts.get(i).indexes(), merged);
    }
    return Arrays.asList(merged);
  }
}
