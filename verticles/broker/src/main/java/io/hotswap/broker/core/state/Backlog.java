package io.hotswap.broker.core.state;

import io.hotswap.broker.core.bytes.ByteSink;
import io.hotswap.broker.core.bytes.ByteSource;
import io.hotswap.broker.core.bytes.Codes;
import io.hotswap.broker.core.bytes.Longs;
import io.hotswap.broker.core.fact.Fact;
import io.hotswap.broker.core.fact.Fate;
import io.hotswap.contracts.broker.DeadReason;
import io.hotswap.contracts.message.Limits;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;

/**
 * Where the messages of one generation of a subscription are. Every offset from {@code start} to
 * {@code cursor} is settled, leased or pending; from the cursor on everything is ready and costs
 * nothing, but for what was taken ahead because of its priority.
 */
public final class Backlog {
  private final long start;
  private long cursor;
  private Settled settled;
  private Leases leases = new Leases();
  private final Waiting waiting = new Waiting();
  private ClosedKeys closed = new ClosedKeys();

  // No part of the state.
  private final long[] laneFrom = new long[Limits.PRIORITY_MAX + 1];

  Backlog(long start) {
    this.start = start;
    this.cursor = start;
    this.settled = new Settled(start);
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
    return isUntouched(offset, offset + 1);
  }

  /** How many at or above the offset are settled. */
  public long settledFrom(long offset) {
    return settled.sizeFrom(offset);
  }

  public boolean remembers(long offset) {
    return settled.remembers(offset);
  }

  /** Whether this very grant acked the message and that is still remembered. */
  public boolean ackedBy(long offset, long epoch, int grant) {
    return settled.ackedBy(offset, epoch, grant);
  }

  /** The current lease of the message, or null. */
  public Lease lease(long offset) {
    return leases.get(offset);
  }

  public List<Lease> leases() {
    return leases.all();
  }

  public int leaseCount() {
    return leases.size();
  }

  public int leasesOf(String consumer) {
    return leases.of(consumer);
  }

  /** Leases by consumer, of those that have any. */
  public Map<String, Integer> holders() {
    return leases.holders();
  }

  /** The message if it is neither leased nor settled but was looked at, or null. */
  public Pending pending(long offset) {
    return waiting.get(offset);
  }

  public int pendingCount() {
    return waiting.size();
  }

  /** Offsets looked at before that may be leased now: free ones and the heads of free keys. */
  public ReadySet ready() {
    return waiting.ready();
  }

  /** Pending messages that only wait to become dead letters. */
  public NavigableSet<Long> doomed() {
    return waiting.doomed();
  }

  /** Messages that failed for good and hold their keys. */
  public int parkedCount() {
    return waiting.parked();
  }

  /** What waits of a key, in order. */
  public NavigableSet<Long> waitingOf(long keyHash) {
    return waiting.ofKey(keyHash);
  }

  /** Whether nothing of the key is leased or pending. */
  public boolean isFree(long keyHash) {
    return waiting.isFree(keyHash);
  }

  /** Whether anything of the key is leased. */
  public boolean isHeld(long keyHash) {
    return waiting.isHeld(keyHash);
  }

  /** Splits what is pending, for statistics; costs a pass over it. */
  public Tally tally(long end) {
    Waiting.Parts parts = waiting.parts();
    return new Tally(
        end - start - settled.filtered(),
        end - cursor - touchedAhead() + parts.ready(),
        leases.size(),
        parts.delayed(),
        parts.blocked(),
        waiting.parked(),
        settled.acked(),
        settled.ended(Fact.End.DEAD),
        settled.ended(Fact.End.EXPIRED),
        settled.trimmed(),
        settled.ended(Fact.End.REPLAYED),
        settled.filtered());
  }

  /** Whether an earlier message of its key must settle first. */
  public boolean isBlocked(Pending p) {
    return waiting.isBlocked(p);
  }

  /** Messages not settled: ready, leased or waiting. */
  public long depth(long end) {
    return end - start - settled.size();
  }

  /** The first invariant: every offset is in exactly one place, and every settled one counted. */
  public boolean isWhole(long end) {
    return cursor <= end
        && settled.sizeFrom(end) == 0
        && leases.sizeFrom(end) == 0
        && waiting.sizeFrom(end) == 0
        && settled.isCounted()
        && settled.size() + leases.size() + waiting.size() == cursor - start + touchedAhead();
  }

  private long touchedAhead() {
    return settled.sizeFrom(cursor) + leases.sizeFrom(cursor) + waiting.sizeFrom(cursor);
  }

  /** Leases whose deadline is not after {@code now}, at most {@code max} of them. */
  public List<Lease> expired(long now, int max) {
    return leases.expired(now, max);
  }

  /** Offsets whose wait is over, at most {@code max} of them. */
  public Longs due(long now, int max) {
    return waiting.due(now, max);
  }

  void leased(Fact.Leased fact, long epoch, Lanes lanes) {
    Longs taken = fact.taken();
    boolean alike = fact.takenKeys().isEmpty() && lanes == null;
    for (int i = 0; i < taken.size(); ) {
      int run = alike ? taken.runLength(i) : 1;
      long first = taken.get(i);
      if (run > 1 && !waiting.any(first, first + run)) {
        leases.add(fresh(first, fact, 0, Limits.PRIORITY_DEFAULT, epoch), first + run);
      } else {
        for (int k = i; k < i + run; k++) {
          leased(taken.get(k), at(fact.takenKeys(), k, 0), fact, epoch, lanes);
        }
      }
      i += run;
    }
    for (int i = 0; i < fact.skipped().size(); i++) {
      long key = at(fact.skippedKeys(), i, 0);
      int priority = (int) at(fact.skippedPriorities(), i, Limits.PRIORITY_DEFAULT);
      waiting.add(new Pending(fact.skipped().get(i), key, priority, 0, 0, 0, null));
    }
    settled.filter(fact.filtered());
    settled.end(Fact.End.EXPIRED, fact.expired());
    cursor = Math.max(cursor, fact.scannedTo());
    advance();
  }

  private static Lease fresh(long offset, Fact.Leased fact, long key, int priority, long epoch) {
    return new Lease(offset, key, priority, epoch, 1, 0, fact.consumer(), fact.deadline(), null);
  }

  private void leased(long offset, long key, Fact.Leased fact, long epoch, Lanes lanes) {
    Pending p = waiting.remove(offset);
    Lease lease =
        p == null
            ? fresh(offset, fact, key, Lanes.priorityOf(lanes, offset), epoch)
            : new Lease(
                offset,
                key,
                p.priority(),
                epoch,
                p.grants() + 1,
                p.attempts(),
                fact.consumer(),
                fact.deadline(),
                p.trouble());
    leases.add(lease);
    waiting.leased(lease);
  }

  void acked(long time, long windowMillis, Longs offsets) {
    for (int i = 0; i < offsets.size(); ) {
      int length = offsets.runLength(i);
      long first = offsets.get(i);
      for (Leases.Run run : leases.remove(first, first + length)) {
        settled.ack(time, windowMillis, run);
        over(run);
      }
      i += length;
    }
    advance();
  }

  /** Leases of keyed messages hold their keys no longer. */
  private void over(Leases.Run run) {
    if (run.first().keyHash() != 0) {
      for (long offset = run.first().offset(); offset < run.end(); offset++) {
        waiting.released(run.at(offset));
      }
      waiting.relist(run.first().keyHash());
    }
  }

  /** Whether nobody ever had any of these messages: neither settled, leased nor looked at. */
  public boolean isUntouched(long from, long end) {
    return from >= cursor
        && !settled.any(from, end)
        && !leases.any(from, end)
        && !waiting.any(from, end);
  }

  /** Whether all of these are leased by that grant, and none is held by a transaction. */
  public boolean isLeased(long from, long end, long epoch, int grant) {
    return leases.all(from, end, epoch, grant);
  }

  void returned(Fact.Returned fact, long time) {
    int used = fact.cause().usesAttempt() ? 1 : 0;
    for (int i = 0; i < fact.offsets().size(); i++) {
      long offset = fact.offsets().get(i);
      Fate fate = Codes.constant(Fate.class, at(fact.fates(), i, 0));
      String error = fact.errors().isEmpty() ? "" : fact.errors().get(i);
      // NB: it may be back already, as the rest of the run of one before it in this fact.
      Lease lease = leases.get(offset);
      Pending back = lease == null ? waiting.remove(offset) : giveBack(lease);
      Trouble trouble = used == 1 ? Trouble.of(back.trouble(), error, time, fate) : back.trouble();
      waiting.add(back.again(back.attempts() + used, fact.due().get(i), trouble));
      if (lease != null) {
        returnRun(lease.keyHash(), offset);
      }
    }
  }

  /** The rest of a run whose one message failed: nobody may go on before that one is settled. */
  private void returnRun(long keyHash, long failed) {
    for (long offset : waiting.leasedBehind(keyHash, failed)) {
      if (holder(offset) == null) {
        waiting.add(giveBack(leases.get(offset)));
      }
    }
  }

  private Pending giveBack(Lease lease) {
    return end(lease.offset()).back();
  }

  void due(Longs offsets) {
    waiting.due(offsets);
  }

  void condemned(Fact.Condemned fact, long time) {
    waiting.condemn(fact.offsets(), fact.reason(), time);
  }

  void closed(Fact.KeyClosed fact) {
    closed.close(fact.keyHash(), fact.reason(), fact.until());
  }

  /** Why a message that was not looked at yet will not be delivered, or null if it may be. */
  public DeadReason condemned(long keyHash, long offset) {
    return closed.reason(keyHash, offset);
  }

  /** The first offset that closed keys may have a message at that nobody has looked at. */
  public long closedFrom() {
    return Math.max(cursor, closed.lookedTo());
  }

  /** See {@link #closedFrom()}; no part of the state. */
  public void closedFrom(long offset) {
    closed.lookedTo(offset);
  }

  /** From here on closed keys have no messages. */
  public long closedUntil() {
    return closed.until();
  }

  void unparked(long time) {
    waiting.unpark(time);
  }

  void ended(Fact.Ended fact) {
    for (int i = 0; i < fact.offsets().size(); i++) {
      long offset = fact.offsets().get(i);
      if (leases.contains(offset)) {
        waiting.relist(end(offset).keyHash());
      } else {
        waiting.drop(offset);
      }
    }
    settled.end(fact.end(), fact.offsets());
    advance();
  }

  /** Everything below is gone, whatever it was. */
  void trimmed(long before) {
    leases.below(before).forEach(offset -> waiting.relist(end(offset).keyHash()));
    waiting.below(before).forEach(waiting::drop);
    settled.trim(before);
    cursor = Math.max(cursor, Math.max(start, before));
    advance();
  }

  /** The transaction that will end the lease, or null. */
  public String holder(long offset) {
    return leases.holder(offset);
  }

  /** These leases do not end by themselves until the transaction is over. */
  void hold(String transaction, Longs offsets) {
    leases.hold(transaction, offsets);
  }

  void letGo(String transaction, Longs offsets) {
    leases.letGo(transaction, offsets);
  }

  void extended(Longs offsets, long deadline) {
    leases.extend(offsets, deadline);
  }

  /** Moves deadlines and retries on by the time nobody owned the shard. */
  void rebase(long millis) {
    leases.rebase(millis);
    waiting.rebase(millis);
  }

  /** Over what was taken ahead. */
  private void advance() {
    while (settled.contains(cursor) || leases.contains(cursor) || waiting.contains(cursor)) {
      cursor = Math.max(cursor + 1, settled.floor() > cursor ? settled.floor() : 0);
    }
    closed.passed(cursor);
  }

  /** Takes a lease off; the key is not listed anew. */
  private Lease end(long offset) {
    Lease lease = leases.remove(offset);
    waiting.released(lease);
    return lease;
  }

  private static long at(Longs values, int index, long otherwise) {
    return values.isEmpty() ? otherwise : values.get(index);
  }

  void write(ByteSink out) {
    out.number(start).number(cursor);
    settled.write(out);
    leases.write(out);
    closed.write(out);
    waiting.write(out);
  }

  static Backlog read(ByteSource in) {
    Backlog b = new Backlog(in.number());
    b.cursor = in.number();
    b.settled = Settled.read(in, b.start);
    b.leases = Leases.read(in);
    b.leases.all().forEach(b.waiting::leased);
    b.closed = ClosedKeys.read(in);
    b.waiting.read(in);
    return b;
  }
}
