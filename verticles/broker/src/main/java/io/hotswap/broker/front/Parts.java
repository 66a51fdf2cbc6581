package io.hotswap.broker.front;

import io.hotswap.contracts.broker.Published;
import io.hotswap.contracts.broker.PublishedRun;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.Hashing;
import io.hotswap.contracts.message.Message;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A batch split by partition. */
final class Parts {
  private Parts() {}

  /** Records of one partition, and where they stood in the batch. */
  record Part(int partition, List<Integer> indexes, Records records) {}

  /**
   * The key chooses the partition, else the idempotency key, so that a repeat meets its original.
   *
   * @param otherwise the partition of messages with neither
   */
  static List<Part> split(Records batch, int partitions, int otherwise) {
    int[] places = new int[batch.count()];
    int[] counts = new int[partitions];
    int used = 0;
    ByteBuffer record = batch.bytes();
    for (int i = 0; i < places.length; i++) {
      long hash = hashOf(batch.show(record, i));
      places[i] = hash == 0 ? otherwise : Hashing.partitionOf(hash, partitions);
      used += counts[places[i]]++ == 0 ? 1 : 0;
    }
    List<Part> split = new ArrayList<>(used);
    for (int partition = 0; partition < partitions; partition++) {
      if (counts[partition] > 0) {
        split.add(part(batch, places, partition, counts[partition], used == 1));
      }
    }
    return split;
  }

  private static Part part(Records batch, int[] places, int partition, int count, boolean whole) {
    List<Integer> indexes = new ArrayList<>(count);
    List<ByteBuffer> records = new ArrayList<>(count);
    for (int i = 0; i < places.length; i++) {
      if (places[i] == partition) {
        indexes.add(i);
        records.add(batch.get(i));
      }
    }
    return new Part(partition, indexes, whole ? batch : Records.copyOf(records));
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
    return new PublishedRun(
        topic.uid(),
        partition,
        stored.firstOffset(),
        stored.count(),
        stored.publishedAtMillis(),
        stored.durability());
  }

  /** Puts each result where its record stood in the batch. */
  static void merge(List<Published> results, List<Integer> indexes, Published[] batch) {
    for (int i = 0; i < indexes.size(); i++) {
      batch[indexes.get(i)] = results.get(i);
    }
  }
}
