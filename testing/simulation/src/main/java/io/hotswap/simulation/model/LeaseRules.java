package io.hotswap.simulation.model;

import io.hotswap.broker.core.bytes.Codes;
import io.hotswap.broker.core.bytes.Longs;
import io.hotswap.broker.core.fact.Fact;
import io.hotswap.broker.core.fact.Fate;
import io.hotswap.contracts.broker.DeadReason;
import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.broker.TopicSettings.Backoff;
import io.hotswap.contracts.broker.TopicSettings.Guarantee;
import io.hotswap.contracts.broker.TopicSettings.OnExpiry;
import io.hotswap.contracts.broker.TopicSettings.OnKeyFailure;
import io.hotswap.contracts.message.Hashing;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.message.Receipt;
import io.hotswap.simulation.model.Cell.State;
import io.hotswap.simulation.world.Judge;
import java.util.HashSet;
import java.util.Set;

/** What may become of messages under leases, and what not. */
final class LeaseRules {
  private final Judge judge;
  private final Asked asked;
  private final Done done;
  private final OrderRules order;

  LeaseRules(Judge judge, Asked asked, Done done) {
    this.judge = judge;
    this.asked = asked;
    this.done = done;
    this.order = new OrderRules(judge);
  }

  void leased(Turn turn, RefPartition p, RefSubscription s, Fact.Leased f) {
    Longs taken = f.taken();
    if (!taken.isEmpty()) {
      judge.require(!s.view.settings().paused(), "leased of " + named(p, s) + ", which is paused");
      order.check(turn, p, s, f);
      long deadline = turn.time + p.settings().ackDeadlineMillis();
      judge.require(
          f.deadline() == deadline,
          named(p, s) + ": leased until " + f.deadline() + " (expected: " + deadline + ")");
    }
    for (int i = 0; i < taken.size(); i++) {
      long offset = taken.get(i);
      Cell cell = cell(p, s, offset, "leased");
      RefPartition.Entry entry = p.entries.get((int) offset);
      require(p, s, offset, cell, cell.is(State.READY) && cell.closed == null, "leased");
      require(p, s, offset, cell, !expired(p, entry, turn.time), "leased though expired");
      boolean wanted = s.wants(p, entry) || (entry.target() == null && !(s.steady && p.steady));
      require(p, s, offset, cell, wanted, "leased though it is for others");
      cell.state = State.LEASED;
      cell.consumer = f.consumer();
      cell.deadline = f.deadline();
      cell.epoch = turn.epoch;
      cell.since = turn.number;
      cell.grants++;
      done.leased(s.receipt(p.partition, offset, cell));
    }
    int most = s.view.settings().maxInFlight();
    judge.require(taken.isEmpty() || s.leases() <= most, "leases of " + named(p, s) + " > " + most);
    over(p, s, f.filtered(), State.FILTERED, "filtered");
    over(p, s, f.expired(), State.EXPIRED, "expired");
    for (int i = 0; i < f.filtered().size(); i++) {
      judge.require(
          !s.wants(p, p.entries.get((int) f.filtered().get(i))),
          "filtered of " + named(p, s) + ": " + f.filtered().get(i) + ", without a reason");
    }
    expiredOf(turn, p, s, f.expired());
  }

  private void over(RefPartition p, RefSubscription s, Longs offsets, State end, String what) {
    for (int i = 0; i < offsets.size(); i++) {
      Cell cell = cell(p, s, offsets.get(i), what);
      require(p, s, offsets.get(i), cell, cell.is(State.READY), what);
      cell.over(end);
    }
  }

  private void expiredOf(Turn turn, RefPartition p, RefSubscription s, Longs offsets) {
    for (int i = 0; i < offsets.size(); i++) {
      RefPartition.Entry entry = p.entries.get((int) offsets.get(i));
      judge.require(
          expired(p, entry, turn.time),
          "expired of " + named(p, s) + ": " + offsets.get(i) + ", before its time");
      if (p.settings().onExpiry() == OnExpiry.DeadLetter) {
        died(turn, p, s, entry, DeadReason.Expired.name());
      }
    }
  }

  private static boolean expired(RefPartition p, RefPartition.Entry entry, long now) {
    return entry.isExpired(p.settings(), now);
  }

  void acked(Turn turn, RefPartition p, RefSubscription s, Fact.Acked f) {
    for (int i = 0; i < f.offsets().size(); i++) {
      long offset = f.offsets().get(i);
      Cell cell = cell(p, s, offset, "acked");
      require(p, s, offset, cell, cell.is(State.LEASED), "acked");
      Receipt receipt = s.receipt(p.partition, offset, cell);
      boolean handedOver = p.settings().deliveryGuarantee() == Guarantee.AtMostOnce;
      MessageId id = new MessageId(p.topic.uid(), p.partition, offset);
      if (cell.holder != null) {
        turn.dealt.add(cell.holder);
      } else if (!handedOver && !asked.acked(receipt, id, p.called(offset))) {
        turn.dealtAcks.add(receipt);
      }
      cell.over(State.ACKED);
      done.acked(receipt);
    }
  }

  void returned(Turn turn, RefPartition p, RefSubscription s, Fact.Returned f) {
    for (int i = 0; i < f.offsets().size(); i++) {
      long offset = f.offsets().get(i);
      Cell cell = cell(p, s, offset, "returned");
      String name = named(p, s) + "/" + offset;
      boolean mayReturn = cell.is(State.LEASED) || turn.back.contains(name);
      require(p, s, offset, cell, mayReturn && cell.holder == null, "returned");
      boolean leased = cell.is(State.LEASED);
      cause(turn, p, s, offset, cell, f.cause());
      long due = f.due().get(i);
      int fate = f.fates().isEmpty() ? 0 : (int) f.fates().get(i);
      cell.attempts += f.cause().usesAttempt() ? 1 : 0;
      land(turn, p, s, offset, cell, f.cause(), due, Codes.constant(Fate.class, fate));
      if (leased && p.isKeyed()) {
        for (long later : p.after(offset)) {
          Cell rest = s.cells.get(later);
          if (rest != null && rest.is(State.LEASED) && rest.holder == null) {
            rest.ready();
            turn.back.add(named(p, s) + "/" + later);
          }
        }
      }
    }
  }

  private void cause(
      Turn turn, RefPartition p, RefSubscription s, long offset, Cell cell, Fact.Cause cause) {
    Receipt receipt = s.receipt(p.partition, offset, cell);
    boolean reason =
        switch (cause) {
          case NACKED -> asked.nacked(receipt);
          case RELEASED -> asked.released(receipt);
          case LEFT -> asked.left(cell.consumer);
          case TIMED_OUT -> cell.deadline <= turn.time;
        };
    require(p, s, offset, cell, reason, cause + " without a reason");
    done.returned(receipt);
  }

  private void land(
      Turn turn,
      RefPartition p,
      RefSubscription s,
      long offset,
      Cell cell,
      Fact.Cause cause,
      long due,
      Fate fate) {
    TopicSettings settings = p.settings();
    boolean used = cause.usesAttempt();
    switch (fate) {
      case RETRIED -> {
        boolean more = !used || cell.attempts < settings.maxDeliveries();
        require(p, s, offset, cell, more, "retried too often");
        boolean onTime = used ? isBackoff(settings, cell, due, turn.time, cause) : due == 0;
        require(p, s, offset, cell, onTime, "due in " + (due - turn.time) + " ms");
        if (used || !cell.is(State.DOOMED)) {
          cell.state = due == 0 ? State.READY : State.WAITING;
          cell.due = due;
        }
      }
      case PARKED -> {
        boolean block = p.isKeyed() && settings.onKeyFailure() == OnKeyFailure.Block;
        require(p, s, offset, cell, block && used, "parked");
        cell.state = State.PARKED;
      }
      case EXCEEDED -> {
        boolean enough = used && cell.attempts >= settings.maxDeliveries();
        require(p, s, offset, cell, enough, "given up too early");
        doom(cell, DeadReason.MaxDeliveriesExceeded);
        takesAlong(turn, p, s, offset);
      }
      case REJECTED -> {
        boolean rejected = asked.rejected(s.receipt(p.partition, offset, cell));
        require(p, s, offset, cell, rejected, "rejected without being asked");
        doom(cell, DeadReason.Rejected);
        takesAlong(turn, p, s, offset);
      }
      case OUTLIVED -> judge.fail(named(p, s) + ": " + offset + " outlived by being returned");
    }
  }

  /** At the end of the append the rest of its key must share its fate. */
  private void takesAlong(Turn turn, RefPartition p, RefSubscription s, long failed) {
    String key = p.entries.get((int) failed).key();
    boolean park = p.settings().onKeyFailure() == OnKeyFailure.Park && p.steady;
    if (!park || !p.isKeyed() || key == null) {
      return;
    }
    long end = p.end();
    // NB: an earlier one of the same run may be given back after it, and is no rest of the failed.
    Set<Long> before = new HashSet<>();
    for (long offset : p.byKey.get(key)) {
      Cell earlier = offset < failed ? s.cells.get(offset) : null;
      if (earlier != null && earlier.is(State.LEASED)) {
        before.add(offset);
      }
    }
    turn.atEnd.add(
        () -> {
          for (long offset : p.byKey.get(key)) {
            Cell rest = offset < end && !before.contains(offset) ? s.cells.get(offset) : null;
            boolean goesOn =
                rest != null
                    && rest.closed == null
                    && (rest.is(State.READY) || rest.is(State.WAITING));
            judge.require(
                !goesOn,
                named(p, s) + ": " + offset + " goes on, and " + failed + " of its key failed");
          }
        });
  }

  private static void doom(Cell cell, DeadReason reason) {
    cell.state = State.DOOMED;
    cell.due = 0;
    cell.reason = reason.name();
  }

  private static boolean isBackoff(
      TopicSettings settings, Cell cell, long due, long now, Fact.Cause cause) {
    long delay = due == 0 ? 0 : due - now;
    if (cause == Fact.Cause.NACKED && Asked.NACK_DELAYS.contains(delay)) {
      return true;
    }
    Backoff b = settings.backoff();
    double wanted = (double) b.initialMillis();
    for (int i = 1; i < cell.attempts && wanted < (double) b.maxMillis(); i++) {
      wanted *= b.multiplier();
    }
    wanted = Math.min(wanted, (double) b.maxMillis());
    return Math.abs((double) delay - wanted) <= wanted * b.jitter() + 1;
  }

  void due(Turn turn, RefPartition p, RefSubscription s, Fact.Due f) {
    for (int i = 0; i < f.offsets().size(); i++) {
      long offset = f.offsets().get(i);
      Cell cell = cell(p, s, offset, "due");
      boolean right = cell.is(State.WAITING) && cell.due <= turn.time;
      require(p, s, offset, cell, right, "due");
      cell.ready();
    }
  }

  void extended(Turn turn, RefPartition p, RefSubscription s, Fact.Extended f) {
    for (int i = 0; i < f.offsets().size(); i++) {
      Cell cell = cell(p, s, f.offsets().get(i), "extended");
      require(p, s, f.offsets().get(i), cell, cell.is(State.LEASED), "extended");
      Receipt receipt = s.receipt(p.partition, f.offsets().get(i), cell);
      long millis = f.deadline() - turn.time;
      boolean wanted = asked.extended(receipt, millis);
      require(p, s, f.offsets().get(i), cell, wanted, "extended by " + millis + " ms");
      cell.deadline = f.deadline();
    }
  }

  void condemned(RefPartition p, RefSubscription s, Fact.Condemned f) {
    boolean parks = p.settings().onKeyFailure() == OnKeyFailure.Park || !p.steady;
    judge.require(parks, "condemned in " + named(p, s));
    for (int i = 0; i < f.offsets().size(); i++) {
      long offset = f.offsets().get(i);
      Cell cell = cell(p, s, offset, "condemned");
      boolean waits = cell.is(State.READY) || cell.is(State.WAITING) || cell.is(State.PARKED);
      require(p, s, offset, cell, waits, "condemned");
      doom(cell, f.reason());
    }
  }

  /** What nobody has looked at yet of the key shares the fate of one of it. */
  void closed(RefPartition p, RefSubscription s, Fact.KeyClosed f) {
    boolean parks = p.settings().onKeyFailure() == OnKeyFailure.Park;
    judge.require(parks, "a key is closed in " + named(p, s));
    s.cells
        .headMap(f.until())
        .forEach(
            (offset, cell) -> {
              String key = p.entries.get((int) (long) offset).key();
              if (key != null && Hashing.keyHash(key) == f.keyHash() && cell.is(State.READY)) {
                cell.closed = f.reason().name();
              }
            });
  }

  void unparked(RefSubscription s) {
    for (Cell cell : s.cells.values()) {
      if (cell.is(State.PARKED)) {
        cell.ready();
        cell.attempts = 0;
      }
    }
  }

  void ended(Turn turn, RefPartition p, RefSubscription s, Fact.Ended f) {
    for (int i = 0; i < f.offsets().size(); i++) {
      long offset = f.offsets().get(i);
      Cell cell = cell(p, s, offset, "ended");
      RefPartition.Entry entry = p.entries.get((int) offset);
      boolean waits = cell.is(State.READY) || cell.is(State.WAITING) || cell.is(State.PARKED);
      switch (f.end()) {
        case DEAD -> {
          boolean along = cell.is(State.READY) && cell.closed != null;
          require(p, s, offset, cell, cell.is(State.DOOMED) || along, "made a dead letter");
          died(turn, p, s, entry, along ? cell.closed : cell.reason);
          cell.over(State.DEAD);
        }
        case EXPIRED -> {
          require(p, s, offset, cell, waits, "expired");
          cell.over(State.EXPIRED);
        }
        case REPLAYED -> {
          require(p, s, offset, cell, waits || cell.is(State.DOOMED), "replayed");
          String place = p.topic.baseUid() + "/" + p.partition;
          turn.exhumed.add(place + " " + entry.name() + " for " + entry.failedIn());
          cell.over(State.REPLAYED);
        }
      }
    }
    if (f.end() == Fact.End.EXPIRED) {
      expiredOf(turn, p, s, f.offsets());
    }
  }

  private static void died(
      Turn turn, RefPartition p, RefSubscription s, RefPartition.Entry entry, String reason) {
    if (p.settings().deadLetter().enabled() && !p.topic.holdsDeadLetters()) {
      String place = p.topic.uid() + "/" + p.partition;
      turn.deaths.add(place + " " + entry.name() + " " + s.view.group() + " " + reason);
    }
  }

  private Cell cell(RefPartition p, RefSubscription s, long offset, String what) {
    Cell cell = s.cells.get(offset);
    if (cell == null) {
      judge.fail(what + " in " + named(p, s) + ": " + offset + ", which is not there");
      return new Cell();
    }
    return cell;
  }

  private void require(
      RefPartition p, RefSubscription s, long offset, Cell cell, boolean holds, String what) {
    if (!holds) {
      judge.fail(
          what
              + ": "
              + named(p, s)
              + " offset "
              + offset
              + ", which is "
              + cell.state
              + ", attempts "
              + cell.attempts
              + (cell.holder == null ? "" : ", held by " + cell.holder));
    }
  }

  static String named(RefPartition p, RefSubscription s) {
    return p.name() + ":" + s.view.group() + "#" + s.generation;
  }
}
