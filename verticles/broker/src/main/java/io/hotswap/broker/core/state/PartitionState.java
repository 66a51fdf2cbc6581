package io.hotswap.broker.core.state;

import io.hotswap.contracts.broker.TopicSettings.Ordering;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.broker.TopicView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** One topic partition: how long its stream is and who reads it. */
public final class PartitionState {
  /** The subscription of a queue. */
  public static final String DEFAULT_GROUP = "default";

  private static final long REMEMBER_MILLIS_MIN = 600_000;

  final int partition;
  TopicView topic;
  long end;
  long bytes;
  final List<SubscriptionState> subscriptions = new ArrayList<>();

  // Where deliveries may go up to; in no snapshot and no digest.
  private long durableEnd;

  PartitionState(TopicView topic, int partition) {
    this.topic = topic;
    this.partition = partition;
    if (queue()) {
      subscribe(DEFAULT_GROUP, 0);
    }
  }

  /** As a snapshot has it: subscriptions are added by the reader. */
  PartitionState(TopicView topic, int partition, long end, long bytes) {
    this.topic = topic;
    this.partition = partition;
    this.end = end;
    this.bytes = bytes;
    this.durableEnd = end;
  }

  public PartitionKey key() {
    return new PartitionKey(topic.uid(), partition);
  }

  public TopicView topic() {
    return topic;
  }

  /** Offset of the next message. */
  public long end() {
    return end;
  }

  /** Bytes of all messages ever published. */
  public long bytes() {
    return bytes;
  }

  /** Messages below may be delivered; set by the owner when appends complete. */
  public long durableEnd() {
    return durableEnd;
  }

  public void durableTo(long offset) {
    durableEnd = offset;
  }

  public boolean queue() {
    return topic.settings().type() == TopicType.Queue;
  }

  public boolean keyed() {
    return topic.settings().ordering() == Ordering.Key;
  }

  public List<SubscriptionState> subscriptions() {
    return Collections.unmodifiableList(subscriptions);
  }

  /** The subscription of a number, or null. */
  public SubscriptionState subscription(int number) {
    return number >= 0 && number < subscriptions.size() ? subscriptions.get(number) : null;
  }

  /** The subscription of a group, or null. A queue has one for whatever group. */
  public SubscriptionState subscription(String group) {
    if (queue()) {
      return subscriptions.get(0);
    }
    for (SubscriptionState subscription : subscriptions) {
      if (subscription.group.equals(group)) {
        return subscription;
      }
    }
    return null;
  }

  /** How long an ack that is repeated is still answered like the first. */
  long rememberMillis() {
    return Math.max(2 * topic.settings().ackDeadlineMillis(), REMEMBER_MILLIS_MIN);
  }

  void subscribe(String group, long start) {
    subscriptions.add(new SubscriptionState(subscriptions.size(), group, start));
  }
}
