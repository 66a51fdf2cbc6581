package io.hotswap.broker.core.state;

import io.hotswap.broker.core.bytes.ByteSink;
import io.hotswap.broker.core.bytes.ByteSource;
import io.hotswap.broker.core.bytes.Codes;
import io.hotswap.broker.core.bytes.Longs;
import io.hotswap.broker.core.fact.Fact;
import io.hotswap.broker.core.fact.Fate;
import io.hotswap.broker.core.index.OffsetBits;
import io.hotswap.contracts.broker.DeadReason;
import io.hotswap.contracts.message.Limits;
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
 * Where the messages of one generation of a subscription are. Every offset from {@code start} to
 * {@code cursor} is settled, leased or pending; from the cursor on everything is ready and costs
 * nothing, but for what was taken ahead because of its priority.
 */
public final class Backlog {
  private final long start;
  private long cursor;
  private OffsetBits settled;
  private AckMemory memory = new AckMemory();
  private long acked;
  private long filtered;
  private long trimmed;
  private final long[] ended = new long[Fact.End.values().length];
  private final NavigableMap<Long, Lease> leases = new TreeMap<>();
  private final NavigableMap<Long, Pending> pending = new TreeMap<>();

  /** Null while there are none. */
  private ClosedKeys closed;

  // Derived from the above, so not in snapshots.
  private final KeyQueues keys = new KeyQueues();
  private final ReadySet ready = new ReadySet();

  /** Transactions that will end leases, by offset; null while there are none. */
  private NavigableMap<Long, String> held;

  private final NavigableSet<Long> doomed = new TreeSet<>();
  private final Map<String, Integer> leasesByConsumer = new HashMap<>();
  private final long[] laneFrom = new long[Limits.PRIORITY_MAX + 1];
  private int parked;
  private long deadlineNotBefore = Long.MAX_VALUE;
  private long dueNotBefore = Long.MAX_VALUE;

  Backlog(long start) {
    this.start = start;
    this.cursor = start;
    this.settled = new OffsetBits(start);
  }

  /** One that began at {@code start} when everything below {@code first} was gone. */
  static Backlog begin(long start, long first) {
    Backlog backlog = new Backlog(start);
    backlog.trimmed(first);
    return backlog;
  }

  public long start() {
    return start;
  }

  public long cursor() {
    return cursor;
  }

  /** The first offset that is not settled. */
  public long floor() {
    return settled.floor();
  }

  public boolean isSettled(long offset) {
    return settled.contains(offset);
  }

  /** Below this nothing of that priority is untouched: only saves looking there again. */
  public long laneFrom(int priority) {
    return laneFrom[priority];
  }

  /** See {@link #laneFrom(int)}; no part of the state. */
  public void laneFrom(int priority, long from) {
    laneFrom[priority] = from;
  }

  /** Whether it is to come: neither settled, leased nor pending. */
  public boolean isUntouched(long offset) {
    return offset >= cursor
        && !settled.contains(offset)
        && !leases.containsKey(offset)
        && !pending.containsKey(offset);
  }

  /** How many at or above the offset are settled. */
  public long settledFrom(long offset) {
    return settled.sizeFrom(offset);
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

  /** Leases by consumer, of those that have any. */
  public Map<String, Integer> holders() {
    return Collections.unmodifiableMap(leasesByConsumer);
  }

  /** The message if it is neither leased nor settled but was looked at, or null. */
  public Pending pending(long offset) {
    return pending.get(offset);
  }

  public int pendingCount() {
    return pending.size();
  }

  /** Offsets looked at before that may be leased now: free ones and the heads of free keys. */
  public ReadySet ready() {
    return ready;
  }

  /** Pending messages that only wait to become dead letters. */
  public NavigableSet<Long> doomed() {
    return Collections.unmodifiableNavigableSet(doomed);
  }

  /** Messages that failed for good and hold their keys. */
  public int parkedCount() {
    return parked;
  }

  /** What waits of a key, in order. */
  public NavigableSet<Long> waitingOf(long keyHash) {
    return keys.waitingOf(keyHash);
  }

  /** Whether nothing of the key is leased or pending. */
  public boolean isFree(long keyHash) {
    return keys.isUntouched(keyHash);
  }

  /** Whether anything of the key is leased. */
  public boolean isHeld(long keyHash) {
    KeyQueue queue = keys.find(keyHash);
    return queue != null && queue.held();
  }

  /** Splits what is pending, for statistics; costs a pass over it. */
  public Tally tally(long end) {
    long readyNow = end - cursor - touchedAhead();
    long delayed = 0;
    long blocked = 0;
    for (Pending p : pending.values()) {
      if (p.fate() == Fate.PARKED) {
        continue;
      }
      if (p.due() > 0 || p.isDoomed()) {
        delayed++;
      } else if (isBlocked(p)) {
        blocked++;
      } else {
        readyNow++;
      }
    }
    return new Tally(
        end - start - filtered,
        readyNow,
        leases.size(),
        delayed,
        blocked,
        parked,
        acked,
        ended[Codes.of(Fact.End.DEAD)],
        ended[Codes.of(Fact.End.EXPIRED)],
        trimmed,
        ended[Codes.of(Fact.End.REPLAYED)],
        filtered);
  }

  /** Whether an earlier message of its key must settle first. */
  public boolean isBlocked(Pending p) {
    KeyQueue queue = keys.find(p.keyHash());
    return queue != null && queue.listed == null;
  }

  /** Messages not settled: ready, leased or waiting. */
  public long depth(long end) {
    return end - start - settled.size();
  }

  /** The first invariant: every offset is in exactly one place, and every settled one counted. */
  public boolean isWhole(long end) {
    long over = acked + filtered + trimmed;
    for (long some : ended) {
      over += some;
    }
    return cursor <= end
        && settled.sizeFrom(end) == 0
        && leases.tailMap(end, true).isEmpty()
        && pending.tailMap(end, true).isEmpty()
        && over == settled.size()
        && settled.size() + leases.size() + pending.size() == cursor - start + touchedAhead();
  }

  private long touchedAhead() {
    return settled.sizeFrom(cursor)
        + leases.tailMap(cursor, true).size()
        + pending.tailMap(cursor, true).size();
  }

  /** Leases whose deadline is not after {@code now}, at most {@code max} of them. */
  public List<Lease> expired(long now, int max) {
    if (now < deadlineNotBefore) {
      return List.of();
    }
    List<Lease> expired = new ArrayList<>();
    long next = Long.MAX_VALUE;
    for (Lease lease : leases.values()) {
      if (holder(lease.offset()) != null) {
        continue;
      }
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

  void leased(Fact.Leased fact, long epoch, Lanes lanes) {
    Longs taken = fact.taken();
    for (int i = 0; i < taken.size(); i++) {
      long offset = taken.get(i);
      Pending p = remove(offset);
      int grant = p == null ? 1 : p.grants() + 1;
      int attempts = p == null ? 0 : p.attempts();
      int priority = p == null ? priorityOf(lanes, offset) : p.priority();
      admit(
          new Lease(
              offset,
              at(fact.takenKeys(), i, 0),
              priority,
              epoch,
              grant,
              attempts,
              fact.consumer(),
              fact.deadline(),
              p == null ? null : p.trouble()));
    }
    for (int i = 0; i < fact.skipped().size(); i++) {
      long key = at(fact.skippedKeys(), i, 0);
      int priority = (int) at(fact.skippedPriorities(), i, Limits.PRIORITY_DEFAULT);
      wait(new Pending(fact.skipped().get(i), key, priority, 0, 0, 0, null));
    }
    filtered += settleAll(fact.filtered());
    ended[Codes.of(Fact.End.EXPIRED)] += settleAll(fact.expired());
    cursor = Math.max(cursor, fact.scannedTo());
    advance();
  }

  /** Which lane a message is in: asked only where priorities are known to matter. */
  private static int priorityOf(Lanes lanes, long offset) {
    for (int priority = Limits.PRIORITY_MAX; lanes != null && priority >= 0; priority--) {
      if (lanes.next(priority, offset) == offset) {
        return priority;
      }
    }
    return Limits.PRIORITY_DEFAULT;
  }

  void acked(long time, long windowMillis, Longs offsets) {
    for (int i = 0; i < offsets.size(); i++) {
      Lease lease = end(offsets.get(i));
      settled.add(lease.offset());
      memory.add(time, windowMillis, lease);
      relist(lease.keyHash());
    }
    acked += offsets.size();
    advance();
  }

  void returned(Fact.Returned fact, long time) {
    int used = fact.cause().usesAttempt() ? 1 : 0;
    for (int i = 0; i < fact.offsets().size(); i++) {
      long offset = fact.offsets().get(i);
      long due = fact.due().get(i);
      Fate fate = Codes.constant(Fate.class, at(fact.fates(), i, 0));
      String error = fact.errors().isEmpty() ? "" : fact.errors().get(i);
      // NB: it may be back already, as the rest of the run of one before it in this fact.
      Lease lease = leases.get(offset);
      Pending back = lease == null ? remove(offset) : giveBack(lease);
      Trouble trouble = used == 1 ? Trouble.of(back.trouble(), error, time, fate) : back.trouble();
      wait(
          new Pending(
              offset,
              back.keyHash(),
              back.priority(),
              back.grants(),
              back.attempts() + used,
              due,
              trouble));
      if (lease != null) {
        returnRun(lease.keyHash(), offset);
      }
    }
  }

  /** The rest of a run whose one message failed: nobody may go on before that one is settled. */
  private void returnRun(long keyHash, long failed) {
    KeyQueue queue = keys.find(keyHash);
    if (queue != null) {
      for (long offset : List.copyOf(queue.leased.tailSet(failed, false))) {
        if (holder(offset) == null) {
          wait(giveBack(leases.get(offset)));
        }
      }
    }
  }

  private Pending giveBack(Lease lease) {
    end(lease.offset());
    return new Pending(
        lease.offset(),
        lease.keyHash(),
        lease.priority(),
        lease.grant(),
        lease.attempts(),
        0,
        lease.trouble());
  }

  void due(Longs offsets) {
    for (int i = 0; i < offsets.size(); i++) {
      wait(remove(offsets.get(i)).dueAt(0));
    }
  }

  void condemned(Fact.Condemned fact, long time) {
    for (int i = 0; i < fact.offsets().size(); i++) {
      Pending p = remove(fact.offsets().get(i));
      wait(p.with(Trouble.of(p.trouble(), "", time, Fate.of(fact.reason()))));
    }
  }

  void closed(Fact.KeyClosed fact) {
    if (closed == null) {
      closed = new ClosedKeys();
    }
    closed.close(fact.keyHash(), fact.reason(), fact.until());
  }

  /** Why a message that was not looked at yet will not be delivered, or null if it may be. */
  public DeadReason condemned(long keyHash, long offset) {
    return closed == null ? null : closed.reason(keyHash, offset);
  }

  /** The first offset that closed keys may have a message at that nobody has looked at. */
  public long closedFrom() {
    return closed == null ? cursor : Math.max(cursor, closed.lookedTo());
  }

  /** See {@link #closedFrom()}; no part of the state. */
  public void closedFrom(long offset) {
    if (closed != null) {
      closed.lookedTo(offset);
    }
  }

  /** From here on closed keys have no messages. */
  public long closedUntil() {
    return closed == null ? 0 : closed.until();
  }

  void unparked(long time) {
    for (Pending p : List.copyOf(pending.values())) {
      if (p.fate() == Fate.PARKED) {
        remove(p.offset());
        Trouble calm = Trouble.of(p.trouble(), "", time, Fate.RETRIED);
        wait(new Pending(p.offset(), p.keyHash(), p.priority(), p.grants(), 0, 0, calm));
      }
    }
  }

  void ended(Fact.Ended fact) {
    for (int i = 0; i < fact.offsets().size(); i++) {
      long offset = fact.offsets().get(i);
      Lease lease = leases.get(offset);
      if (lease != null) {
        end(offset);
        relist(lease.keyHash());
      } else if (pending.containsKey(offset)) {
        Pending p = remove(offset);
        relist(p.keyHash());
      }
    }
    ended[Codes.of(fact.end())] += settleAll(fact.offsets());
    advance();
  }

  /** Everything below is gone, whatever it was. */
  void trimmed(long before) {
    for (long offset : List.copyOf(leases.headMap(before).keySet())) {
      Lease lease = end(offset);
      relist(lease.keyHash());
    }
    for (long offset : List.copyOf(pending.headMap(before).keySet())) {
      Pending p = remove(offset);
      relist(p.keyHash());
    }
    trimmed += settled.addBelow(before);
    cursor = Math.max(cursor, Math.max(start, before));
    advance();
  }

  /** The transaction that will end the lease, or null. */
  public String holder(long offset) {
    return held == null ? null : held.get(offset);
  }

  /** These leases do not end by themselves until the transaction is over. */
  void hold(String transaction, Longs offsets) {
    if (held == null) {
      held = new TreeMap<>();
    }
    for (int i = 0; i < offsets.size(); i++) {
      held.put(offsets.get(i), transaction);
    }
  }

  void letGo(String transaction, Longs offsets) {
    for (int i = 0; held != null && i < offsets.size(); i++) {
      held.remove(offsets.get(i), transaction);
    }
    if (held != null && held.isEmpty()) {
      held = null;
    }
    deadlineNotBefore = 0;
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

  private long settleAll(Longs offsets) {
    long added = 0;
    for (int i = 0; i < offsets.size(); i++) {
      added += settled.add(offsets.get(i)) ? 1 : 0;
    }
    return added;
  }

  /** Over what was taken ahead. */
  private void advance() {
    while (settled.contains(cursor) || leases.containsKey(cursor) || pending.containsKey(cursor)) {
      cursor = Math.max(cursor + 1, settled.floor() > cursor ? settled.floor() : 0);
    }
    if (closed != null) {
      closed.passed(cursor);
      closed = closed.isEmpty() ? null : closed;
    }
  }

  private void admit(Lease lease) {
    leases.put(lease.offset(), lease);
    leasesByConsumer.merge(lease.consumer(), 1, Integer::sum);
    deadlineNotBefore = Math.min(deadlineNotBefore, lease.deadline());
    if (lease.keyHash() != 0) {
      KeyQueue queue = keys.open(lease.keyHash());
      queue.waiting.remove(lease.offset());
      queue.leased.add(lease.offset());
      relist(lease.keyHash());
    }
  }

  /** Takes a lease off; the key is not listed anew. */
  private Lease end(long offset) {
    Lease lease = leases.remove(offset);
    if (lease == null) {
      throw new IllegalStateException("no lease at offset " + offset);
    }
    if (held != null && held.remove(offset) != null && held.isEmpty()) {
      held = null;
    }
    leasesByConsumer.computeIfPresent(lease.consumer(), (c, n) -> n == 1 ? null : n - 1);
    KeyQueue queue = keys.find(lease.keyHash());
    if (queue != null) {
      queue.leased.remove(offset);
    }
    return lease;
  }

  /** Takes a pending message off everything, or null; the key is not listed anew. */
  private Pending remove(long offset) {
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

  private void wait(Pending p) {
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

  private void relist(long keyHash) {
    keys.relist(keyHash, pending, ready);
  }

  private static long at(Longs values, int index, long otherwise) {
    return values.isEmpty() ? otherwise : values.get(index);
  }

  void write(ByteSink out) {
    out.number(start).number(cursor);
    settled.write(out);
    memory.write(out);
    out.number(acked).number(filtered).number(trimmed);
    for (long some : ended) {
      out.number(some);
    }
    out.number(leases.size());
    for (Lease l : leases.values()) {
      out.number(l.offset()).fixed(l.keyHash()).octet(l.priority()).number(l.epoch());
      out.number(l.grant()).number(l.attempts()).text(l.consumer()).number(l.deadline());
      Trouble.write(out, l.trouble());
    }
    out.number(held == null ? 0 : held.size());
    if (held != null) {
      held.forEach((offset, transaction) -> out.number(offset).text(transaction));
    }
    (closed == null ? new ClosedKeys() : closed).write(out);
    out.number(pending.size());
    for (Pending p : pending.values()) {
      out.number(p.offset()).fixed(p.keyHash()).octet(p.priority()).number(p.grants());
      out.number(p.attempts()).number(p.due());
      Trouble.write(out, p.trouble());
    }
  }

  static Backlog read(ByteSource in) {
    Backlog b = new Backlog(in.number());
    b.cursor = in.number();
    b.settled = OffsetBits.read(in, b.start);
    b.memory = AckMemory.read(in);
    b.acked = in.number();
    b.filtered = in.number();
    b.trimmed = in.number();
    for (int i = 0; i < b.ended.length; i++) {
      b.ended[i] = in.number();
    }
    for (int left = in.count(); left > 0; left--) {
      b.admit(readLease(in));
    }
    for (int left = in.count(); left > 0; left--) {
      Longs offset = Longs.of(in.number());
      b.hold(in.text(), offset);
    }
    ClosedKeys closed = ClosedKeys.read(in);
    b.closed = closed.isEmpty() ? null : closed;
    for (int left = in.count(); left > 0; left--) {
      b.wait(readPending(in));
    }
    return b;
  }

  private static Lease readLease(ByteSource in) {
    return new Lease(
        in.number(),
        in.fixed(),
        in.octet(),
        in.number(),
        in.count(),
        in.count(),
        in.text(),
        in.number(),
        Trouble.read(in));
  }

  private static Pending readPending(ByteSource in) {
    return new Pending(
        in.number(), in.fixed(), in.octet(), in.count(), in.count(), in.number(), Trouble.read(in));
  }
}
