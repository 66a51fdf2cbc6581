package io.hotswap.broker.core.state;

import io.hotswap.broker.core.bytes.ByteSink;
import io.hotswap.broker.core.bytes.ByteSource;
import io.hotswap.broker.core.bytes.Longs;
import io.hotswap.broker.core.fact.Fact;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One reader of a topic partition. Every offset from {@code start} to {@code cursor} is acked,
 * leased or pending; everything from the cursor on is ready and costs nothing.
 */
public final class Subscription {
  private final int number;
  private final String group;
  private final long start;
  private long cursor;
  private OffsetSet acked;
  private AckMemory memory = new AckMemory();
  private final NavigableMap<Long, Lease> leases = new TreeMap<>();
  private final NavigableMap<Long, Pending> pending = new TreeMap<>();

  // Derived from the above, so not in snapshots.
  private final Map<Long, KeyQueue> keys = new HashMap<>();
  private final NavigableSet<Long> ready = new TreeSet<>();
  private final Map<String, Integer> leasesByConsumer = new HashMap<>();
  private long deadlineNotBefore = Long.MAX_VALUE;
  private long dueNotBefore = Long.MAX_VALUE;

  Subscription(int number, String group, long start) {
    this.number = number;
    this.group = group;
    this.start = start;
    this.cursor = start;
    this.acked = new OffsetSet(start);
  }

  public int number() {
    return number;
  }

  public String group() {
    return group;
  }

  public long start() {
    return start;
  }

  public long cursor() {
    return cursor;
  }

  /** The first offset that is not acked. */
  public long floor() {
    return acked.floor();
  }

  public long ackedCount() {
    return acked.size();
  }

  public boolean isAcked(long offset) {
    return acked.contains(offset);
  }

  public boolean remembers(long offset) {
    return memory.remembers(offset);
  }

  /** Whether this very grant acked the message and that is still remembered. */
  public boolean ackedBy(long offset, long epoch, int grant) {
    return memory.ackedBy(offset, epoch, grant);
  }

  /** The current lease of the message, or null. */
  public Lease lease(long offset) {
    return leases.get(offset);
  }

  public Collection<Lease> leases() {
    return Collections.unmodifiableCollection(leases.values());
  }

  public int leaseCount() {
    return leases.size();
  }

  public int leasesOf(String consumer) {
    return leasesByConsumer.getOrDefault(consumer, 0);
  }

  /** The message if it is below the cursor and neither leased nor acked, or null. */
  public Pending pending(long offset) {
    return pending.get(offset);
  }

  public int pendingCount() {
    return pending.size();
  }

  /** Offsets below the cursor that may be leased now: free ones and the heads of free keys. */
  public NavigableSet<Long> ready() {
    return Collections.unmodifiableNavigableSet(ready);
  }

  /** What waits of a key, in order. */
  public NavigableSet<Long> waitingOf(long keyHash) {
    KeyQueue queue = keys.get(keyHash);
    return queue == null
        ? Collections.emptyNavigableSet()
        : Collections.unmodifiableNavigableSet(queue.waiting);
  }

  /** Whether nothing of the key is leased or pending. */
  public boolean isFree(long keyHash) {
    return !keys.containsKey(keyHash);
  }

  /** Splits what is pending, for statistics; costs a pass over it. */
  public Tally tally(long end) {
    long readyNow = end - cursor;
    long delayed = 0;
    long blocked = 0;
    for (Pending p : pending.values()) {
      if (p.due() > 0) {
        delayed++;
      } else if (isBlocked(p)) {
        blocked++;
      } else {
        readyNow++;
      }
    }
    return new Tally(end - start, readyNow, leases.size(), delayed, blocked, acked.size());
  }

  /** Whether an earlier message of its key must settle first. */
  public boolean isBlocked(Pending p) {
    KeyQueue queue = p.keyHash() == 0 ? null : keys.get(p.keyHash());
    return queue != null && queue.listed == KeyQueue.NONE;
  }

  /** The first invariant, at the price of an addition: every offset is in exactly one place. */
  public boolean isWhole(long end) {
    return cursor <= end && acked.size() + leases.size() + pending.size() == cursor - start;
  }

  /** Leases whose deadline is not after {@code now}, at most {@code max} of them. */
  public List<Lease> expired(long now, int max) {
    if (now < deadlineNotBefore) {
      return List.of();
    }
    List<Lease> expired = new ArrayList<>();
    long next = Long.MAX_VALUE;
    for (Lease lease : leases.values()) {
      if (lease.deadline() <= now && expired.size() < max) {
        expired.add(lease);
      } else {
        next = Math.min(next, lease.deadline());
      }
    }
    deadlineNotBefore = next;
    return expired;
  }

  /** Offsets whose wait is over, at most {@code max} of them. */
  public Longs due(long now, int max) {
    if (now < dueNotBefore) {
      return Longs.EMPTY;
    }
    Longs.Builder due = new Longs.Builder();
    long next = Long.MAX_VALUE;
    for (Pending p : pending.values()) {
      if (p.due() > 0 && p.due() <= now && due.size() < max) {
        due.add(p.offset());
      } else if (p.due() > 0) {
        next = Math.min(next, p.due());
      }
    }
    dueNotBefore = next;
    return due.build();
  }

  void leased(Fact.Leased fact, long epoch) {
    Longs taken = fact.taken();
    for (int i = 0; i < taken.size(); i++) {
      long offset = taken.get(i);
      Pending p = pending.remove(offset);
      ready.remove(offset);
      int grant = p == null ? 1 : p.grants() + 1;
      int attempts = p == null ? 0 : p.attempts();
      long key = keyAt(fact.takenKeys(), i);
      admit(new Lease(offset, key, epoch, grant, attempts, fact.consumer(), fact.deadline()));
    }
    for (int i = 0; i < fact.skipped().size(); i++) {
      wait(new Pending(fact.skipped().get(i), keyAt(fact.skippedKeys(), i), 0, 0, 0));
    }
    cursor = Math.max(cursor, fact.scannedTo());
  }

  void acked(long time, long windowMillis, Longs offsets) {
    for (int i = 0; i < offsets.size(); i++) {
      Lease lease = end(offsets.get(i));
      acked.add(lease.offset());
      memory.add(time, windowMillis, lease);
      relist(lease.keyHash());
    }
  }

  void returned(Fact.Returned fact) {
    for (int i = 0; i < fact.offsets().size(); i++) {
      // NB: it may be gone already, as the rest of the run of one before it in this fact.
      Lease lease = leases.get(fact.offsets().get(i));
      if (lease != null) {
        giveBack(lease, fact.attempt(), fact.due().get(i));
      } else {
        returnedWithRun(fact, i);
      }
    }
  }

  private void returnedWithRun(Fact.Returned fact, int index) {
    Pending p = pending.get(fact.offsets().get(index));
    pending.remove(p.offset());
    int attempts = p.attempts() + (fact.attempt() ? 1 : 0);
    wait(new Pending(p.offset(), p.keyHash(), p.grants(), attempts, fact.due().get(index)));
  }

  private void giveBack(Lease lease, boolean attempt, long due) {
    end(lease.offset());
    int attempts = lease.attempts() + (attempt ? 1 : 0);
    wait(new Pending(lease.offset(), lease.keyHash(), lease.grant(), attempts, due));
    KeyQueue queue = lease.keyHash() == 0 ? null : keys.get(lease.keyHash());
    if (queue != null) {
      for (long offset : List.copyOf(queue.leased)) {
        Lease rest = end(offset);
        wait(new Pending(offset, rest.keyHash(), rest.grant(), rest.attempts(), 0));
      }
    }
  }

  void due(Longs offsets) {
    for (int i = 0; i < offsets.size(); i++) {
      Pending p = pending.get(offsets.get(i));
      wait(p.dueAt(0));
    }
  }

  void extended(Longs offsets, long deadline) {
    for (int i = 0; i < offsets.size(); i++) {
      leases.computeIfPresent(offsets.get(i), (o, lease) -> lease.until(deadline));
    }
    deadlineNotBefore = Math.min(deadlineNotBefore, deadline);
  }

  /** Moves deadlines and retries on by the time nobody owned the shard. */
  void rebase(long millis) {
    leases.replaceAll((o, lease) -> lease.until(lease.deadline() + millis));
    pending.replaceAll((o, p) -> p.due() == 0 ? p : p.dueAt(p.due() + millis));
  }

  private void admit(Lease lease) {
    leases.put(lease.offset(), lease);
    leasesByConsumer.merge(lease.consumer(), 1, Integer::sum);
    deadlineNotBefore = Math.min(deadlineNotBefore, lease.deadline());
    if (lease.keyHash() != 0) {
      KeyQueue queue = keys.computeIfAbsent(lease.keyHash(), k -> new KeyQueue());
      queue.waiting.remove(lease.offset());
      queue.leased.add(lease.offset());
      relist(lease.keyHash());
    }
  }

  private Lease end(long offset) {
    Lease lease = leases.remove(offset);
    if (lease == null) {
      throw new IllegalStateException("no lease at offset " + offset + " of " + group);
    }
    leasesByConsumer.computeIfPresent(lease.consumer(), (c, n) -> n == 1 ? null : n - 1);
    KeyQueue queue = lease.keyHash() == 0 ? null : keys.get(lease.keyHash());
    if (queue != null) {
      queue.leased.remove(offset);
    }
    return lease;
  }

  private void wait(Pending p) {
    pending.put(p.offset(), p);
    if (p.due() > 0) {
      dueNotBefore = Math.min(dueNotBefore, p.due());
    }
    if (p.keyHash() != 0) {
      keys.computeIfAbsent(p.keyHash(), k -> new KeyQueue()).waiting.add(p.offset());
      relist(p.keyHash());
    } else if (p.due() == 0) {
      ready.add(p.offset());
    }
  }

  private void relist(long keyHash) {
    KeyQueue queue = keyHash == 0 ? null : keys.get(keyHash);
    if (queue == null) {
      return;
    }
    long head = queue.held() || queue.waiting.isEmpty() ? KeyQueue.NONE : queue.waiting.first();
    if (head != KeyQueue.NONE && pending.get(head).due() > 0) {
      head = KeyQueue.NONE;
    }
    if (head != queue.listed) {
      ready.remove(queue.listed);
      queue.listed = head;
      if (head != KeyQueue.NONE) {
        ready.add(head);
      }
    }
    if (queue.isEmpty()) {
      keys.remove(keyHash);
    }
  }

  private static long keyAt(Longs keys, int index) {
    return keys.isEmpty() ? 0 : keys.get(index);
  }

  void write(ByteSink out) {
    out.number(number).text(group).number(start).number(cursor);
    acked.write(out);
    memory.write(out);
    out.number(leases.size());
    for (Lease l : leases.values()) {
      out.number(l.offset()).fixed(l.keyHash()).number(l.epoch()).number(l.grant());
      out.number(l.attempts()).text(l.consumer()).number(l.deadline());
    }
    out.number(pending.size());
    for (Pending p : pending.values()) {
      out.number(p.offset()).fixed(p.keyHash()).number(p.grants()).number(p.attempts());
      out.number(p.due());
    }
  }

  static Subscription read(ByteSource in) {
    Subscription s = new Subscription(in.count(), in.text(), in.number());
    s.cursor = in.number();
    s.acked = OffsetSet.read(in, s.start);
    s.memory = AckMemory.read(in);
    for (int left = in.count(); left > 0; left--) {
      s.admit(
          new Lease(
              in.number(),
              in.fixed(),
              in.number(),
              in.count(),
              in.count(),
              in.text(),
              in.number()));
    }
    for (int left = in.count(); left > 0; left--) {
      s.wait(new Pending(in.number(), in.fixed(), in.count(), in.count(), in.number()));
    }
    return s;
  }
}
