package io.hotswap.broker.core.state;

import io.hotswap.broker.core.fact.Fact;
import io.hotswap.broker.core.fact.Place;
import io.hotswap.broker.core.fact.StampedFact;
import java.util.Collection;
import java.util.Collections;
import java.util.TreeMap;
import java.util.TreeSet;

/** Everything a shard knows. Changed by {@link #apply} and by nothing else; not thread-safe. */
public final class ShardState {
  long lastMillis;
  long epoch;
  final Registry registry = new Registry();
  final TreeMap<PartitionKey, PartitionState> partitions = new TreeMap<>();
  final TreeSet<PartitionKey> dropped = new TreeSet<>();

  /** Time of the last fact. */
  public long lastMillis() {
    return lastMillis;
  }

  /** Of the owner that decided the last fact. */
  public long epoch() {
    return epoch;
  }

  public Registry registry() {
    return registry;
  }

  public Collection<PartitionState> partitions() {
    return Collections.unmodifiableCollection(partitions.values());
  }

  /** Null if it is not known here. */
  public PartitionState partition(PartitionKey key) {
    return partitions.get(key);
  }

  /** Whether it was here and is gone for good. */
  public boolean dropped(PartitionKey key) {
    return dropped.contains(key);
  }

  public void apply(StampedFact stamped) {
    apply(stamped.timeMillis(), stamped.fact());
  }

  /** The fold. */
  public void apply(long now, Fact fact) {
    if (fact instanceof Fact.TookOver f) {
      long unowned = lastMillis == 0 ? 0 : now - lastMillis;
      epoch = f.epoch();
      partitions.values().forEach(p -> p.subscriptions.forEach(s -> s.shift(unowned)));
    } else if (fact instanceof Fact.Published f) {
      PartitionState partition = known(new PartitionKey(f.topicUid(), f.partition()));
      partition.end += f.count();
      partition.bytes += f.bytes();
    } else if (fact instanceof Fact.Leased f) {
      subscription(f.place()).apply(f, epoch);
    } else if (fact instanceof Fact.Acked f) {
      subscription(f.place()).apply(f, now, partition(f.place()).rememberMillis());
    } else if (fact instanceof Fact.Returned f) {
      subscription(f.place()).apply(f);
    } else if (fact instanceof Fact.Due f) {
      subscription(f.place()).apply(f);
    } else if (fact instanceof Fact.Extended f) {
      subscription(f.place()).apply(f);
    } else {
      applyRare(fact);
    }
    lastMillis = now;
  }

  private void applyRare(Fact fact) {
    if (fact instanceof Fact.Subscribed f) {
      known(new PartitionKey(f.topicUid(), f.partition())).subscribe(f.group(), f.start());
    } else if (fact instanceof Fact.Configured f) {
      PartitionKey key = new PartitionKey(f.topic().uid(), f.partition());
      partitions.computeIfAbsent(key, k -> new PartitionState(f.topic(), f.partition())).topic =
          f.topic();
    } else if (fact instanceof Fact.Dropped f) {
      PartitionKey key = new PartitionKey(f.topicUid(), f.partition());
      partitions.remove(key);
      dropped.add(key);
    } else if (fact instanceof Fact.TopicCreated f) {
      registry.put(f.topic());
    } else if (fact instanceof Fact.TopicUpdated f) {
      registry.put(f.topic());
    } else if (fact instanceof Fact.TopicDeleted f) {
      registry.remove(f.topicUid());
    }
  }

  private PartitionState partition(Place place) {
    return known(new PartitionKey(place.topicUid(), place.partition()));
  }

  private SubscriptionState subscription(Place place) {
    return partition(place).subscriptions.get(place.subscription());
  }

  private PartitionState known(PartitionKey key) {
    PartitionState partition = partitions.get(key);
    if (partition == null) {
      throw new IllegalStateException("partition: " + key + " (expected: one that is configured)");
    }
    return partition;
  }
}
