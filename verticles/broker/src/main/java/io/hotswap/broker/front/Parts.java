package io.hotswap.broker.front;

import io.hotswap.contracts.broker.Published;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.Hashing;
import io.hotswap.contracts.message.Message;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntSupplier;

/** A batch split by partition. */
final class Parts {
  private Parts() {}

  /** Records of one partition, and where they stood in the batch. */
  record Part(int partition, List<Integer> indexes, Records records) {}

  private record Gathered(List<Integer> indexes, List<ByteBuffer> records) {}

  /**
   * The key chooses the partition, else the idempotency key, so that a repeat meets its original.
   *
   * @param otherwise chooses the partition of a message with neither
   */
  static List<Part> split(Records batch, int partitions, IntSupplier otherwise) {
    List<ByteBuffer> records = batch.toList();
    Map<Integer, Gathered> parts = new TreeMap<>();
    for (int i = 0; i < records.size(); i++) {
      long hash = hashOf(records.get(i));
      int partition = hash == 0 ? otherwise.getAsInt() : Hashing.partitionOf(hash, partitions);
      Gathered part =
          parts.computeIfAbsent(partition, p -> new Gathered(new ArrayList<>(), new ArrayList<>()));
      part.indexes().add(i);
      part.records().add(records.get(i));
    }
    List<Part> split = new ArrayList<>(parts.size());
    parts.forEach((p, g) -> split.add(new Part(p, g.indexes(), Records.copyOf(g.records()))));
    return split;
  }

  private static long hashOf(ByteBuffer message) {
    long key = Message.keyHash(message);
    if (key != 0) {
      return key;
    }
    String idempotencyKey = Message.wrap(message).idempotencyKey();
    return idempotencyKey == null ? 0 : Hashing.keyHash(idempotencyKey);
  }

  /** One result per record of the part. */
  static List<Published> published(TopicView topic, int partition, ShardReply.Stored stored) {
    if (stored.each() != null) {
      return stored.each();
    }
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

  /** Puts each result where its record stood in the batch. */
  static void merge(List<Published> results, List<Integer> indexes, Published[] batch) {
    for (int i = 0; i < indexes.size(); i++) {
      batch[indexes.get(i)] = results.get(i);
    }
  }
}
