package io.hotswap.broker.core.state;

import io.hotswap.broker.core.bytes.ByteSink;
import io.hotswap.broker.core.bytes.ByteSource;
import io.hotswap.broker.core.fact.Fact;
import io.hotswap.broker.core.fact.TopicCodec;
import io.hotswap.broker.core.index.DedupIndex;
import io.hotswap.broker.core.index.DedupKey;
import io.hotswap.contracts.broker.SubscriptionSettings;
import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.broker.TopicView;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** One partition of a topic: how far its stream goes, and who reads it. */
public final class Partition {
  /** Name of a queue's only subscription. */
  public static final String QUEUE_GROUP = "default";

  /** Settled messages of a queue after which lanes are trimmed. */
  private static final long LANES_EVERY = 1 << 16;

  private final int partition;
  private TopicView topic;
  private long first;
  private long end;
  private long bytes;
  private long unroutable;
  private boolean perishable;
  private int nextNumber;

  /** Above the generation of each subscription that was removed. */
  private int generations;

  /** Null as long as every message has the default priority, or priorities do not matter. */
  private Lanes lanes;

  private long lanesFrom;
  private SizeMarks marks = new SizeMarks();

  /** Null as long as no message had a delivery time. */
  private DelayedMessages delayed;

  /** Null as long as no idempotency key was remembered. */
  private DedupIndex keys;

  private long duplicates;
  private final TreeMap<Integer, Subscription> subscriptions = new TreeMap<>();
  private final Map<String, Subscription> byGroup = new HashMap<>();

  Partition(TopicView topic, int partition) {
    this.topic = topic;
    this.partition = partition;
  }

  static Partition create(TopicView topic, int partition) {
    Partition p = new Partition(topic, partition);
    if (p.isQueue()) {
      p.subscribe(
          new SubscriptionView(
              topic.uid(),
              topic.name(),
              QUEUE_GROUP,
              0,
              1,
              topic.createdAtMillis(),
              SubscriptionSettings.DEFAULT),
          0);
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

  /** The first offset that retention has left. */
  public long first() {
    return first;
  }

  /** The offset that the next message gets; also how many were ever published. */
  public long end() {
    return end;
  }

  /** Bytes ever published. */
  public long bytes() {
    return bytes;
  }

  /** What is kept at least: of a queue what is not settled, else what retention left. */
  public long keptFrom() {
    if (!isQueue()) {
      return first;
    }
    Subscription only = subscription(QUEUE_GROUP);
    return Math.max(first, only.backlog(first).floor());
  }

  /** About the bytes that are kept. */
  public long retainedBytes() {
    long from = keptFrom();
    return from >= end ? 0 : bytes - marks.bytesBefore(from);
  }

  /** This partition's part of the bytes that the topic may keep, 0 for no bound. */
  public long bytesMax() {
    long all = settings().retention().maxBytes();
    return all == 0 ? 0 : Math.max(1, all / settings().partitions());
  }

  /** Where to trim so that about {@code bytesMax} are kept. */
  public long trimFor(long bytesMax) {
    return bytes <= bytesMax ? first : Math.max(first, marks.offsetWith(bytes - bytesMax, end));
  }

  /** Messages with a delivery time, or null if there never were any. */
  public DelayedMessages delayed() {
    return delayed;
  }

  /** Idempotency keys of messages, or null if there never were any. */
  public DedupIndex keys() {
    return keys;
  }

  /** Publishes answered with an earlier message. */
  public long duplicates() {
    return duplicates;
  }

  public long unroutable() {
    return unroutable;
  }

  /** Whether any message ever had a time to live of its own. */
  public boolean mixesLifetimes() {
    return perishable;
  }

  /** Whether any message may have a time to live. */
  public boolean isPerishable() {
    return perishable || settings().ttlMillis() > 0;
  }

  /** Priorities of messages, or null if all have the default one. */
  public Lanes lanes() {
    return lanes;
  }

  /** The number that the next subscription gets. */
  public int nextNumber() {
    return nextNumber;
  }

  /** By number. */
  public Collection<Subscription> subscriptions() {
    return Collections.unmodifiableCollection(subscriptions.values());
  }

  /** Null if the group has none yet. */
  public Subscription subscription(String group) {
    return byGroup.get(group);
  }

  /** Null if there is none of that number. */
  public Subscription subscription(int number) {
    return subscriptions.get(number);
  }

  void configure(TopicView newer) {
    topic = newer;
    lanes = isRanked(newer) ? lanes : null;
  }

  /** NB: known by name, because what is kept must not depend on a plugin. */
  private static boolean isRanked(TopicView topic) {
    return topic.settings().routingStrategy().equals("Priority");
  }

  void published(Fact.Published fact) {
    if (lanes == null && !fact.priorities().isEmpty() && isRanked(topic)) {
      lanes = new Lanes();
      lanes.publishedBefore(first, end);
    }
    if (lanes != null) {
      lanes.published(end, fact.count(), fact.priorities());
    }
    marks.published(end, bytes, bytesMax());
    end += fact.count();
    bytes += fact.bytes();
    perishable |= fact.perishable();
  }

  void scheduled(Fact.Scheduled fact) {
    if (delayed == null) {
      delayed = new DelayedMessages();
    }
    delayed.scheduled(fact);
  }

  void remembered(Fact.Remembered fact, long time) {
    long window = settings().dedup().windowMillis();
    if (keys == null) {
      keys = new DedupIndex();
    }
    keys.expire(time, window);
    for (int i = 0; i < fact.places().size(); i++) {
      DedupKey key = new DedupKey(fact.keys().get(2 * i), fact.keys().get(2 * i + 1));
      int checksum = (int) fact.checksums().get(i);
      keys.add(window, new DedupIndex.Seen(key, fact.places().get(i), checksum, time));
    }
    duplicates += fact.duplicates();
  }

  void unroutable(int count) {
    unroutable += count;
  }

  void trimmed(long before) {
    first = Math.max(first, before);
    subscriptions.values().forEach(s -> s.trimmed(first));
    trimMarks(first);
  }

  /** A queue's lanes need not know what is settled. */
  void settled() {
    if (isQueue()) {
      long floor = keptFrom();
      marks.trim(floor);
      if ((lanes != null || delayed != null) && floor - lanesFrom >= LANES_EVERY) {
        trimMarks(floor);
      }
    }
  }

  private void trimMarks(long before) {
    lanesFrom = before;
    if (delayed != null) {
      delayed.trimmed(before);
    }
    marks.trim(before);
    if (lanes != null) {
      lanes.trim(before);
    }
  }

  void subscribe(SubscriptionView view, long start) {
    // A number that was used may come back, when a removal was interrupted: old receipts must not.
    int generation = view.number() < nextNumber ? generations : 0;
    enrol(new Subscription(Subscription.named(view, topic.name()), start, generation));
  }

  void unsubscribe(int number) {
    Subscription gone = subscriptions.remove(number);
    byGroup.remove(gone.group());
    generations = Math.max(generations, gone.generation() + 1);
  }

  private void enrol(Subscription subscription) {
    subscription.share(SubscriptionSettings.DEFAULT);
    if (!subscriptions.isEmpty()) {
      subscription.share(subscriptions.lastEntry().getValue().view().settings());
    }
    subscriptions.put(subscription.number(), subscription);
    byGroup.put(subscription.group(), subscription);
    nextNumber = Math.max(nextNumber, subscription.number() + 1);
  }

  void write(ByteSink out) {
    TopicCodec.write(out, topic);
    out.number(partition).number(first).number(end).number(bytes).number(unroutable);
    out.octet(perishable ? 1 : 0).number(nextNumber).number(generations).number(lanesFrom);
    out.octet(lanes == null ? 0 : 1);
    if (lanes != null) {
      lanes.write(out);
    }
    marks.write(out);
    out.number(duplicates).octet((delayed == null ? 0 : 1) | (keys == null ? 0 : 2));
    if (delayed != null) {
      delayed.write(out);
    }
    if (keys != null) {
      keys.write(out);
    }
  }

  static Partition read(ByteSource in) {
    Partition p = new Partition(TopicCodec.read(in), in.count());
    p.first = in.number();
    p.end = in.number();
    p.bytes = in.number();
    p.unroutable = in.number();
    p.perishable = in.octet() == 1;
    p.nextNumber = in.count();
    p.generations = in.count();
    p.lanesFrom = in.number();
    p.lanes = in.octet() == 0 ? null : Lanes.read(in);
    p.marks = SizeMarks.read(in);
    p.duplicates = in.number();
    int has = in.octet();
    p.delayed = (has & 1) == 0 ? null : DelayedMessages.read(in);
    p.keys = (has & 2) == 0 ? null : DedupIndex.read(in);
    return p;
  }

  void writeSubscriptions(ByteSink out) {
    out.number(subscriptions.size());
    subscriptions.values().forEach(s -> s.write(out));
  }

  void readSubscriptions(ByteSource in) {
    for (int left = in.count(); left > 0; left--) {
      enrol(Subscription.read(in, topic.name()));
    }
  }
}
