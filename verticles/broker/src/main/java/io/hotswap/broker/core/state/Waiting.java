package io.hotswap.broker.core.state;

import io.hotswap.broker.core.bytes.ByteSink;
import io.hotswap.broker.core.bytes.ByteSource;
import io.hotswap.broker.core.bytes.Longs;
import io.hotswap.broker.core.fact.Fate;
import io.hotswap.contracts.broker.DeadReason;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Messages of a subscription that were looked at and are neither leased nor settled, and which of
 * them may be leased now: the free ones, and the heads of free keys.
 */
final class Waiting {
  private final NavigableMap<Long, Pending> pending = new TreeMap<>();

  // Derived from the above and the leases, so not in snapshots.
  private final KeyQueues keys = new KeyQueues();
  private final ReadySet ready = new ReadySet();
  private final NavigableSet<Long> doomed = new TreeSet<>();
  private int parked;
  private long dueNotBefore = Long.MAX_VALUE;

  /** Null if it does not wait. */
  Pending get(long offset) {
    return pending.get(offset);
  }

  boolean contains(long offset) {
    return pending.containsKey(offset);
  }

  /** Whether any of the messages from an offset to before another waits. */
  boolean any(long from, long end) {
    Long last = pending.isEmpty() ? null : pending.lowerKey(end);
    return last != null && last >= from;
  }

  int size() {
    return pending.size();
  }

  int sizeFrom(long offset) {
    return pending.tailMap(offset, true).size();
  }

  List<Long> below(long offset) {
    return List.copyOf(pending.headMap(offset).keySet());
  }

  ReadySet ready() {
    return ready;
  }

  NavigableSet<Long> doomed() {
    return Collections.unmodifiableNavigableSet(doomed);
  }

  int parked() {
    return parked;
  }

  NavigableSet<Long> ofKey(long keyHash) {
    return keys.waitingOf(keyHash);
  }

  boolean isFree(long keyHash) {
    return keys.isUntouched(keyHash);
  }

  boolean isHeld(long keyHash) {
    KeyQueue queue = keys.find(keyHash);
    return queue != null && queue.held();
  }

  boolean isBlocked(Pending p) {
    KeyQueue queue = keys.find(p.keyHash());
    return queue != null && queue.listed == null;
  }

  /**
   * How what waits is counted, but for what is parked.
   *
   * @param delayed until a retry, or until it is a dead letter
   */
  record Parts(long ready, long delayed, long blocked) {}

  /** Costs a pass over all. */
  Parts parts() {
    long free = 0;
    long delayed = 0;
    long blocked = 0;
    for (Pending p : pending.values()) {
      if (p.due() > 0 || p.isDoomed()) {
        delayed++;
      } else if (p.fate() != Fate.PARKED && isBlocked(p)) {
        blocked++;
      } else if (p.fate() != Fate.PARKED) {
        free++;
      }
    }
    return new Parts(free, delayed, blocked);
  }

  /** Offsets whose wait is over, at most {@code max} of them. */
  Longs due(long now, int max) {
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

  void add(Pending p) {
    pending.put(p.offset(), p);
    if (p.due() > 0) {
      dueNotBefore = Math.min(dueNotBefore, p.due());
    }
    if (p.isDoomed()) {
      doomed.add(p.offset());
    }
    parked += p.fate() == Fate.PARKED ? 1 : 0;
    if (p.keyHash() != 0) {
      keys.open(p.keyHash()).waiting.add(p.offset());
      relist(p.keyHash());
    } else if (p.isFreeNow()) {
      ready.add(p);
    }
  }

  /** Takes it off everything, or null if it does not wait; the key is not listed anew. */
  Pending remove(long offset) {
    Pending p = pending.remove(offset);
    if (p == null) {
      return null;
    }
    doomed.remove(offset);
    parked -= p.fate() == Fate.PARKED ? 1 : 0;
    KeyQueue queue = keys.find(p.keyHash());
    if (queue == null) {
      ready.remove(p);
    } else {
      queue.waiting.remove(offset);
      if (queue.listed != null && queue.listed.offset() == offset) {
        ready.remove(queue.listed);
        queue.listed = null;
      }
    }
    return p;
  }

  /** It waits no longer. */
  void drop(long offset) {
    Pending p = remove(offset);
    if (p != null) {
      relist(p.keyHash());
    }
  }

  /** Their time has come. */
  void due(Longs offsets) {
    for (int i = 0; i < offsets.size(); i++) {
      add(remove(offsets.get(i)).dueAt(0));
    }
  }

  void condemn(Longs offsets, DeadReason reason, long time) {
    for (int i = 0; i < offsets.size(); i++) {
      Pending p = remove(offsets.get(i));
      add(p.with(Trouble.of(p.trouble(), "", time, Fate.of(reason))));
    }
  }

  /** What failed for good and holds its key is tried anew. */
  void unpark(long time) {
    for (Pending p : List.copyOf(pending.values())) {
      if (p.fate() == Fate.PARKED) {
        remove(p.offset());
        Trouble calm = Trouble.of(p.trouble(), "", time, Fate.RETRIED);
        add(p.again(0, 0, calm));
      }
    }
  }

  void relist(long keyHash) {
    keys.relist(keyHash, pending, ready);
  }

  /** A lease holds its key. */
  void leased(Lease lease) {
    if (lease.keyHash() != 0) {
      KeyQueue queue = keys.open(lease.keyHash());
      queue.waiting.remove(lease.offset());
      queue.leased.add(lease.offset());
      relist(lease.keyHash());
    }
  }

  /** A lease is over; the key is not listed anew. */
  void released(Lease lease) {
    KeyQueue queue = keys.find(lease.keyHash());
    if (queue != null) {
      queue.leased.remove(lease.offset());
    }
  }

  /** What is leased of the key behind that message, in order. */
  List<Long> leasedBehind(long keyHash, long offset) {
    KeyQueue queue = keys.find(keyHash);
    return queue == null ? List.of() : List.copyOf(queue.leased.tailSet(offset, false));
  }

  void rebase(long millis) {
    pending.replaceAll((o, p) -> p.due() == 0 ? p : p.dueAt(p.due() + millis));
  }

  void write(ByteSink out) {
    out.number(pending.size());
    for (Pending p : pending.values()) {
      out.number(p.offset()).fixed(p.keyHash()).octet(p.priority()).number(p.grants());
      out.number(p.attempts()).number(p.due());
      Trouble.write(out, p.trouble());
    }
  }

  /** Adds what was written; the leases hold their keys already. */
  void read(ByteSource in) {
    for (int left = in.count(); left > 0; left--) {
      add(
          new Pending(
              in.number(),
              in.fixed(),
              in.octet(),
              in.count(),
              in.count(),
              in.number(),
              Trouble.read(in)));
    }
  }
}
