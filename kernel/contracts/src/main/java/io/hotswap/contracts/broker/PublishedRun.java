package io.hotswap.contracts.broker;

import io.hotswap.contracts.log.Durability;
import java.util.AbstractList;
import java.util.Objects;
import java.util.RandomAccess;

/** Places of messages that are new and follow each other in one partition, by what they share. */
public final class PublishedRun extends AbstractList<Published> implements RandomAccess {
  private final Published first;
  private final int count;

  public PublishedRun(
      long topicUid,
      int partition,
      long firstOffset,
      int count,
      long publishedAtMillis,
      Durability durability) {
    this.first =
        new Published(topicUid, partition, firstOffset, publishedAtMillis, false, durability);
    this.count = count;
  }

  @Override
  public Published get(int index) {
    Objects.checkIndex(index, count);
    return new Published(
        first.topicUid(),
        first.partition(),
        first.offset() + index,
        first.publishedAtMillis(),
        false,
        first.durability());
  }

  @Override
  public int size() {
    return count;
  }
}
