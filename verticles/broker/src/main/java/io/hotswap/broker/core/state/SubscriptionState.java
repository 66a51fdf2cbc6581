package io.hotswap.broker.core.state;

import io.hotswap.broker.core.bytes.Longs;
import io.hotswap.broker.core.fact.Fact;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One reader of a topic partition. Messages at or above the cursor have not been looked at and cost
 * nothing; each one below it is in exactly one of: leased, delayed, ready, waiting for its key,
 * acked.
 */
public final class SubscriptionState {
  final int number;
  final String group;
  final long start;
  long cursor;
  long nextSeq = 1;
  OffsetRanges acked;
  AckMemory memory = new AckMemory();
  final TreeMap<Long, Lease> leases = new TreeMap<>();
  final TreeMap<Long, Delay> delays = new TreeMap<>();
  final TreeSet<Long> ready = new TreeSet<>();
  final TreeMap<Long, Integer> attempts = new TreeMap<>();
  final KeyQueues keys = new KeyQueues();

  // Derived, in no snapshot and no digest.
  private final Map<String, Integer> leasesByConsumer = new HashMap<>();
  private long earliest = Long.MAX_VALUE;

  SubscriptionState(int number, String group, long start) {
    this.number = number;
    this.group = group;
    this.start = start;
    this.cursor = start;
    this.acked = new OffsetRanges(start);
  }

  public int number() {
    return number;
  }

  public String group() {
    return group;
  }

  /** The next offset to look at. */
  public long cursor() {
    return cursor;
  }

  /** The sequence that the next lease gets. */
  public long nextSeq() {
    return nextSeq;
  }

  public long start() {
    return start;
  }

  public OffsetRanges acked() {
    return acked;
  }

  /** Returned messages without key, in order. */
  public NavigableSet<Long> ready() {
    return Collections.unmodifiableNavigableSet(ready);
  }

  public KeyQueues keys() {
    return keys;
  }

  /** The current lease of a message, or null. */
  public Lease lease(long offset) {
    return leases.get(offset);
  }

  public Collection<Lease> leases() {
    return Collections.unmodifiableCollection(leases.values());
  }

  /** Leases of later messages, in order. */
  public Collection<Lease> leasesAfter(long offset) {
    return Collections.unmodifiableCollection(leases.tailMap(offset, false).values());
  }

  public Collection<Delay> delays() {
    return Collections.unmodifiableCollection(delays.values());
  }

  public boolean delayed(long offset) {
    return delays.containsKey(offset);
  }

  /** Deliveries of a message that used up an attempt. */
  public int attempts(long offset) {
    return attempts.getOrDefault(offset, 0);
  }

  public int leasesOf(String consumer) {
    return leasesByConsumer.getOrDefault(consumer, 0);
  }

  /** Whether this receipt was acked not too long ago. */
  public boolean remembersAck(long offset, long epoch, long seq) {
    return memory.remembers(offset, epoch, seq);
  }

  /** No lease ends and no retry is due before this; it may be earlier than the first of them. */
  public long earliest() {
    return earliest;
  }

  /** After all that is due was decided: looks for the true value again. */
  public void findEarliest() {
    earliest = Long.MAX_VALUE;
    leases.values().forEach(lease -> earliest = Math.min(earliest, lease.deadline()));
    delays.values().forEach(delay -> earliest = Math.min(earliest, delay.due()));
  }

  public boolean pending() {
    return !leases.isEmpty() || !delays.isEmpty();
  }

  /** Messages below {@code end} that could be handed out now. */
  public long readyCount(long end) {
    return Math.max(0, end - cursor) + ready.size() + keys.ready();
  }

  /** Messages that were entered and are acked. */
  public long ackedCount() {
    return acked.floor() - start + acked.above();
  }

  /** Whether every message between start and end is counted once; see the first invariant. */
  public boolean balanced(long end) {
    long known = leases.size() + delays.size() + keys.blocked() + ackedCount();
    return end - start == known + readyCount(end) && cursor <= end;
  }

  void apply(Fact.Leased fact, long epoch) {
    for (int i = 0; i < fact.skipped().size(); i++) {
      keys.enqueue(fact.skippedKeys().get(i), fact.skipped().get(i));
    }
    for (int i = 0; i < fact.taken().size(); i++) {
      long hash = fact.takenKeys().isEmpty() ? 0 : fact.takenKeys().get(i);
      long offset = fact.taken().get(i);
      ready.remove(offset);
      put(new Lease(offset, hash, epoch, nextSeq++, fact.consumer(), fact.deadline()));
    }
    cursor = fact.scannedTo();
  }

  void apply(Fact.Acked fact, long now, long keepMillis) {
    for (int i = 0; i < fact.offsets().size(); i++) {
      Lease lease = remove(fact.offsets().get(i));
      acked.add(lease.offset());
      attempts.remove(lease.offset());
      memory.remember(lease.offset(), lease.epoch(), lease.seq(), now, keepMillis);
    }
  }

  void apply(Fact.Returned fact) {
    for (int i = 0; i < fact.offsets().size(); i++) {
      // NB: the delay holds the key before the lease lets go of it, so it is never free between.
      long offset = fact.offsets().get(i);
      long hash = leases.get(offset).keyHash();
      if (fact.due().get(i) > 0) {
        put(new Delay(offset, hash, fact.due().get(i)));
      }
      remove(offset);
      if (fact.due().get(i) == 0) {
        enqueue(offset, hash);
      }
      if (fact.attempt()) {
        attempts.merge(offset, 1, Integer::sum);
      }
    }
  }

  void apply(Fact.Due fact) {
    Longs offsets = fact.offsets();
    for (int i = 0; i < offsets.size(); i++) {
      Delay delay = delays.remove(offsets.get(i));
      enqueue(delay.offset(), delay.keyHash());
      if (delay.keyHash() != 0) {
        keys.undelay(delay.keyHash());
      }
    }
  }

  void apply(Fact.Extended fact) {
    for (int i = 0; i < fact.offsets().size(); i++) {
      Lease lease = leases.get(fact.offsets().get(i)).until(fact.deadline());
      leases.put(lease.offset(), lease);
      earliest = Math.min(earliest, lease.deadline());
    }
  }

  /** Nobody owned the shard for this long: nobody could settle, so nothing may run out. */
  void shift(long millis) {
    leases.replaceAll((offset, lease) -> lease.until(lease.deadline() + millis));
    delays.replaceAll((o, delay) -> new Delay(o, delay.keyHash(), delay.due() + millis));
    findEarliest();
  }

  void put(Lease lease) {
    leases.put(lease.offset(), lease);
    leasesByConsumer.merge(lease.consumer(), 1, Integer::sum);
    earliest = Math.min(earliest, lease.deadline());
    if (lease.keyHash() != 0) {
      keys.lease(lease.keyHash(), lease.offset());
    }
  }

  void put(Delay delay) {
    delays.put(delay.offset(), delay);
    earliest = Math.min(earliest, delay.due());
    if (delay.keyHash() != 0) {
      keys.delay(delay.keyHash());
    }
  }

  private void enqueue(long offset, long hash) {
    if (hash == 0) {
      ready.add(offset);
    } else {
      keys.enqueue(hash, offset);
    }
  }

  private Lease remove(long offset) {
    Lease lease = leases.remove(offset);
    leasesByConsumer.computeIfPresent(lease.consumer(), (id, n) -> n == 1 ? null : n - 1);
    if (lease.keyHash() != 0) {
      keys.unlease(lease.keyHash());
    }
    return lease;
  }
}
