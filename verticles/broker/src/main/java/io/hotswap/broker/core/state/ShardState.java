package io.hotswap.broker.core.state;

import io.hotswap.broker.core.fact.Fact;
import io.hotswap.broker.core.fact.Place;
import io.hotswap.broker.core.fact.StampedFact;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/** Everything a shard knows: the fold over its facts up to a position. Not thread-safe. */
public final class ShardState {
  final Registry registry = new Registry();
  final Dropped dropped = new Dropped();
  final Transactions transactions = new Transactions();
  final Owners owners = new Owners();
  final Map<PartitionId, Partition> partitions = new HashMap<>();
  long position;
  long lastTime;
  long epoch;

  /** Offset of the next fact. */
  public long position() {
    return position;
  }

  /** Time of the last fact, 0 before the first. */
  public long lastTime() {
    return lastTime;
  }

  /** Of the owner that decided the last fact, 0 before the first. */
  public long epoch() {
    return epoch;
  }

  public Owners owners() {
    return owners;
  }

  public Registry registry() {
    return registry;
  }

  public Transactions transactions() {
    return transactions;
  }

  public Dropped dropped() {
    return dropped;
  }

  public Collection<Partition> partitions() {
    return Collections.unmodifiableCollection(partitions.values());
  }

  /** Null if it was never configured, or dropped. */
  public Partition partition(PartitionId id) {
    return partitions.get(id);
  }

  public void apply(StampedFact stamped) {
    Fact fact = stamped.fact();
    long time = stamped.timeMillis();
    if (fact instanceof Fact.Leased f) {
      Partition partition = known(f.place());
      backlog(f.place()).leased(f, epoch, partition.lanes());
      partition.settled();
    } else if (fact instanceof Fact.Acked f) {
      acked(f, time);
    } else if (fact instanceof Fact.Published f) {
      known(f.topicUid(), f.partition()).published(f);
    } else if (fact instanceof Fact.Returned f) {
      backlog(f.place()).returned(f, time);
    } else if (fact instanceof Fact.Due f) {
      backlog(f.place()).due(f.offsets());
    } else if (fact instanceof Fact.Extended f) {
      backlog(f.place()).extended(f.offsets(), f.deadline());
    } else if (fact instanceof Fact.Ended f) {
      backlog(f.place()).ended(f);
      known(f.place()).settled();
    } else {
      applySubscription(fact, time);
    }
    lastTime = Math.max(lastTime, time);
    position++;
  }

  private void applySubscription(Fact fact, long time) {
    if (fact instanceof Fact.Subscribed f) {
      known(f.view().topicUid(), f.partition()).subscribe(f.view(), f.start());
    } else if (fact instanceof Fact.Resubscribed f) {
      Partition partition = known(f.view().topicUid(), f.partition());
      partition
          .subscription(f.view().number())
          .configure(Subscription.named(f.view(), partition.topic().name()));
    } else if (fact instanceof Fact.Unsubscribed f) {
      known(f.place()).unsubscribe(f.place().subscription());
    } else if (fact instanceof Fact.Sought f) {
      subscription(f.place()).seek(f.start());
    } else if (fact instanceof Fact.Condemned f) {
      backlog(f.place()).condemned(f, time);
    } else if (fact instanceof Fact.KeyClosed f) {
      backlog(f.place()).closed(f);
    } else if (fact instanceof Fact.Unparked f) {
      backlog(f.place()).unparked(time);
    } else if (!applyTimed(fact, time) && !applyTransaction(fact, time)) {
      applyRare(fact, time);
    }
  }

  private boolean applyTimed(Fact fact, long time) {
    if (fact instanceof Fact.Scheduled f) {
      known(f.topicUid(), f.partition()).scheduled(f);
    } else if (fact instanceof Fact.Entered f) {
      known(f.topicUid(), f.partition()).delayed().entered(f);
    } else if (fact instanceof Fact.Cancelled f) {
      known(f.topicUid(), f.partition()).delayed().cancelled(f);
    } else if (fact instanceof Fact.Remembered f) {
      known(f.topicUid(), f.partition()).remembered(f, time);
    } else {
      return false;
    }
    return true;
  }

  private boolean applyTransaction(Fact fact, long time) {
    if (fact instanceof Fact.Prepared f) {
      transactions.prepared(f, time);
      f.acks().forEach(hold -> backlog(hold.place()).hold(f.id(), hold.offsets()));
    } else if (fact instanceof Fact.Decided f) {
      transactions.decided(f, time);
    } else if (fact instanceof Fact.Resolved f) {
      letGo(transactions.resolved(f, time));
    } else {
      return false;
    }
    return true;
  }

  /** Leases that a transaction held and that still are there end by themselves from now on. */
  private void letGo(Fact.Prepared over) {
    if (over == null) {
      return;
    }
    for (Fact.Hold hold : over.acks()) {
      Place place = hold.place();
      Partition p = partitions.get(new PartitionId(place.topicUid(), place.partition()));
      Subscription s = p == null ? null : p.subscription(place.subscription());
      if (s != null && !s.isIdle()) {
        s.open(p.first()).letGo(over.id(), hold.offsets());
      }
    }
  }

  /** NB: marks and signs of life change the position and the time, and nothing else. */
  private void applyRare(Fact fact, long time) {
    if (fact instanceof Fact.TookOver f) {
      tookOver(f, time);
    } else if (fact instanceof Fact.TopicCreated f) {
      registry.put(f.topic());
    } else if (fact instanceof Fact.TopicUpdated f) {
      registry.put(f.topic());
    } else if (fact instanceof Fact.TopicDeleted f) {
      registry.remove(f.topicUid());
    } else if (fact instanceof Fact.Configured f) {
      configured(f);
    } else if (fact instanceof Fact.Trimmed f) {
      known(f.topicUid(), f.partition()).trimmed(f.before());
    } else if (fact instanceof Fact.Unroutable f) {
      known(f.topicUid(), f.partition()).unroutable(f.count());
    } else if (fact instanceof Fact.Dropped f) {
      PartitionId id = new PartitionId(f.topicUid(), f.partition());
      Partition gone = partitions.remove(id);
      dropped.add(id, gone == null ? 0 : gone.end());
    }
  }

  private void tookOver(Fact.TookOver fact, long time) {
    long away = lastTime == 0 ? 0 : time - lastTime;
    if (away > 0) {
      partitions.values().forEach(p -> p.subscriptions().forEach(s -> s.rebase(away)));
    }
    epoch = fact.epoch();
    owners.add(time, fact.owner());
  }

  private void configured(Fact.Configured fact) {
    PartitionId id = new PartitionId(fact.topic().uid(), fact.partition());
    Partition partition = partitions.get(id);
    if (partition == null) {
      partitions.put(id, Partition.create(fact.topic(), fact.partition()));
    } else {
      partition.configure(fact.topic());
    }
  }

  private void acked(Fact.Acked fact, long time) {
    Partition partition = known(fact.place());
    long window = AckMemory.windowMillis(partition.settings().ackDeadlineMillis());
    backlog(fact.place()).acked(time, window, fact.offsets());
    partition.settled();
  }

  private Backlog backlog(Place place) {
    return subscription(place).open(known(place).first());
  }

  private Subscription subscription(Place place) {
    Subscription s = known(place).subscription(place.subscription());
    if (s == null) {
      throw new IllegalStateException("no subscription at " + place);
    }
    return s;
  }

  private Partition known(Place place) {
    return known(place.topicUid(), place.partition());
  }

  private Partition known(long topicUid, int partition) {
    Partition p = partitions.get(new PartitionId(topicUid, partition));
    if (p == null) {
      throw new IllegalStateException("no partition " + topicUid + "/" + partition);
    }
    return p;
  }
}
