package io.hotswap.broker.core.state;

import io.hotswap.broker.core.bytes.ByteSink;
import io.hotswap.broker.core.bytes.ByteSource;
import io.hotswap.broker.core.fact.TopicCodec;
import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.broker.TopicView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One partition of a topic: how far its stream goes, and who reads it. */
public final class Partition {
  /** Name of a queue's only subscription. */
  public static final String QUEUE_GROUP = "default";

  private final int partition;
  private TopicView topic;
  private long end;
  private long bytes;
  private final List<Subscription> subscriptions = new ArrayList<>();
  private final Map<String, Subscription> byGroup = new LinkedHashMap<>();

  Partition(TopicView topic, int partition) {
    this.topic = topic;
    this.partition = partition;
  }

  static Partition create(TopicView topic, int partition) {
    Partition p = new Partition(topic, partition);
    if (p.isQueue()) {
      p.subscribe(QUEUE_GROUP, 0);
    }
    return p;
  }

  public PartitionId id() {
    return new PartitionId(topic.uid(), partition);
  }

  public TopicView topic() {
    return topic;
  }

  public TopicSettings settings() {
    return topic.settings();
  }

  public boolean isQueue() {
    return settings().type() == TopicType.Queue;
  }

  public boolean isKeyed() {
    return settings().ordering() == TopicSettings.Ordering.Key;
  }

  /** The offset that the next message gets; also how many were ever published. */
  public long end() {
    return end;
  }

  /** Bytes ever published. */
  public long bytes() {
    return bytes;
  }

  public List<Subscription> subscriptions() {
    return Collections.unmodifiableList(subscriptions);
  }

  /** Null if the group has none yet. */
  public Subscription subscription(String group) {
    return byGroup.get(group);
  }

  /** Null if there is none of that number. */
  public Subscription subscription(int number) {
    return number < 0 || number >= subscriptions.size() ? null : subscriptions.get(number);
  }

  void configure(TopicView newer) {
    topic = newer;
  }

  void published(int count, long size) {
    end += count;
    bytes += size;
  }

  void subscribe(String group, long start) {
    enrol(new Subscription(subscriptions.size(), group, start));
  }

  private void enrol(Subscription subscription) {
    subscriptions.add(subscription);
    byGroup.put(subscription.group(), subscription);
  }

  void write(ByteSink out) {
    TopicCodec.write(out, topic);
    out.number(partition).number(end).number(bytes);
  }

  static Partition read(ByteSource in) {
    Partition p = new Partition(TopicCodec.read(in), in.count());
    p.end = in.number();
    p.bytes = in.number();
    return p;
  }

  void writeSubscriptions(ByteSink out) {
    out.number(subscriptions.size());
    subscriptions.forEach(s -> s.write(out));
  }

  void readSubscriptions(ByteSource in) {
    for (int left = in.count(); left > 0; left--) {
      enrol(Subscription.read(in));
    }
  }
}
