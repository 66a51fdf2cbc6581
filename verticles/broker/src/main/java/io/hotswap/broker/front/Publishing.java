package io.hotswap.broker.front;

import io.hotswap.contracts.broker.Published;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.Hashing;
import io.hotswap.contracts.message.Message;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Splits a batch by partition and puts the answers together again. */
final class Publishing {
  private final Asking asking;
  private final AtomicInteger roundRobin = new AtomicInteger();

  Publishing(Asking asking) {
    this.asking = asking;
  }

  /** Records of one partition, and where they stood in the batch. */
  private record Part(int partition, List<Integer> indexes, List<ByteBuffer> records) {}

  Future<List<Published>> publish(TopicView topic, Records messages) {
    int partitions = topic.settings().partitions();
    if (partitions == 1) {
      return store(topic, 0, messages).map(stored -> published(topic, 0, stored));
    }
    List<Part> parts = split(messages.toList(), partitions);
    List<Future<ShardReply.Stored>> stores = new ArrayList<>();
    for (Part part : parts) {
      stores.add(store(topic, part.partition(), Records.copyOf(part.records())));
    }
    return Future.join(stores)
        .transform(
            done ->
                done.succeeded()
                    ? Future.succeededFuture(merge(topic, messages.count(), parts, stores))
                    : Future.failedFuture(verdict(stores)));
  }

  private Future<ShardReply.Stored> store(TopicView topic, int partition, Records records) {
    return asking
        .partition(topic, partition, new ShardCommand.Publish(topic.uid(), partition, records))
        .map(ShardReply.Stored.class::cast);
  }

  private List<Part> split(List<ByteBuffer> records, int partitions) {
    Map<Integer, Part> parts = new TreeMap<>();
    for (int i = 0; i < records.size(); i++) {
      long key = Message.keyHash(records.get(i));
      int partition =
          key == 0
              ? Integer.remainderUnsigned(roundRobin.getAndIncrement(), partitions)
              : Hashing.partitionOf(key, partitions);
      Part part =
          parts.computeIfAbsent(partition, p -> new Part(p, new ArrayList<>(), new ArrayList<>()));
      part.indexes().add(i);
      part.records().add(records.get(i));
    }
    return List.copyOf(parts.values());
  }

  private static List<Published> merge(
      TopicView topic, int count, List<Part> parts, List<Future<ShardReply.Stored>> stores) {
    Published[] merged = new Published[count];
    for (int p = 0; p < parts.size(); p++) {
      List<Published> results = published(topic, parts.get(p).partition(), stores.get(p).result());
      for (int i = 0; i < results.size(); i++) {
        merged[parts.get(p).indexes().get(i)] = results.get(i);
      }
    }
    return Arrays.asList(merged);
  }

  private static List<Published> published(
      TopicView topic, int partition, ShardReply.Stored stored) {
    List<Published> results = new ArrayList<>(stored.count());
    for (int i = 0; i < stored.count(); i++) {
      results.add(
          new Published(
              topic.uid(),
              partition,
              stored.firstOffset() + i,
              stored.publishedAtMillis(),
              false,
              stored.durability()));
    }
    return results;
  }

  /** A refusal promises that nothing was changed, so it takes all parts to make one. */
  private static Throwable verdict(List<Future<ShardReply.Stored>> stores) {
    Throwable first = null;
    for (Future<ShardReply.Stored> store : stores) {
      if (store.succeeded() || Asking.is(store.cause(), ErrorCode.OutcomeUnknown)) {
        return Problem.of(
            ErrorCode.OutcomeUnknown, "some partitions of the batch may have stored their part");
      }
      first = first == null ? store.cause() : first;
    }
    return first;
  }
}
