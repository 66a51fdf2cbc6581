package io.hotswap.history;

import io.hotswap.history.Event.Kind;
import io.hotswap.history.Tally.Sum;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads the events of one topic and one subscription, in any order, and judges them by what was
 * promised: whatever goes in comes out, once it is drained, and is acked or a dead letter then.
 *
 * <ol>
 *   <li>Any thread may give events; memory grows by about 75 bytes per message.
 *   <li>Judge after the drain only: what was not delivered by then counts as lost.
 *   <li>A delivery counts as "after the ack" if it arrived after the ack that succeeded was sent:
 *       an ack succeeds only with the current receipt, so none granted before can still be on its
 *       way, save behind a delay longer than the ack deadline.
 *   <li>Order per key is judged among messages neither scheduled, nor dead, nor replayed.
 * </ol>
 */
public final class HistoryChecker {
  private final Promises promises;
  private final Map<String, Ledger> ledgers = new HashMap<>();
  private final Map<String, Integer> keys = new HashMap<>();
  private final Tally tally = new Tally();
  private long stallFromNanos;
  private boolean stallBounded;

  /** For a queue with order per key that delivers at least once. */
  public HistoryChecker() {
    this(Promises.of(Promises.Guarantee.AT_LEAST_ONCE));
  }

  public HistoryChecker(Promises promises) {
    this.promises = promises;
  }

  /** Publishes sent before this instant do not count for the longest stall: a warm-up. */
  public synchronized void measureStallsFrom(long monotonicNanos) {
    stallFromNanos = monotonicNanos;
    stallBounded = true;
    tally.forgetStalls();
  }

  /** Takes one event into account. */
  public synchronized void observe(Event event) {
    switch (event.kind()) {
      case PUBLISHED -> published(event, Ledger.STORED);
      case PUBLISH_UNKNOWN -> published(event, 0);
      case PUBLISH_REFUSED -> published(event, Ledger.REFUSED);
      case DUPLICATE -> seen(event, Ledger.STORED, Sum.DUPLICATES_ANSWERED);
      case CANCELLED -> ledger(event).seen(event, Ledger.CANCELLED);
      case DELIVERED -> ledger(event).delivered(event);
      case ACKED -> ledger(event).acked(event.sequence(), event.startedNanos());
      case ACK_UNKNOWN -> returned(event, Ledger.ACK_UNSURE, Sum.ACK_UNKNOWN);
      case ACK_REFUSED -> returned(event, 0, Sum.ACK_REFUSED);
      case NACKED -> returned(event, 0, Sum.NACKED);
      case REJECTED -> returned(event, Ledger.REJECTED, Sum.REJECTED);
      case RETURNED -> ledger(event).returned(event.sequence(), 0);
      case DEAD -> buried(event, 1, Sum.DEAD);
      case REPLAYED -> buried(event, -1, Sum.REPLAYED);
      case CONNECTED -> tally.add(Sum.CONNECTIONS);
      case CLOSED ->
          tally.add(
              Sum.CONNECTIONS_CLOSED, "connection closed", event.client() + ": " + event.detail());
    }
  }

  /**
   * Messages that the broker answered as stored and that are neither acked nor dead yet: what a
   * drain waits for.
   */
  public synchronized long outstanding() {
    long count = 0;
    for (Ledger ledger : ledgers.values()) {
      for (int message = 0; message < ledger.size(); message++) {
        count += Judge.outstanding(ledger, message) ? 1 : 0;
      }
    }
    return count;
  }

  /** The verdict on all events so far. */
  public synchronized Verdict verdict() {
    Tally sum = tally.copy();
    ledgers.forEach((producer, ledger) -> new Judge(producer, ledger, promises, sum).judge());
    return sum.verdict();
  }

  private void published(Event event, int outcome) {
    int key = event.key() == null ? 0 : keys.computeIfAbsent(event.key(), fresh -> keys.size() + 1);
    int wanted = promises.wanted().test(event) ? 0 : Ledger.UNWANTED;
    ledger(event).published(event, outcome | wanted, key);
    if (event.kind() == Kind.PUBLISHED) {
      tally.add(Sum.PUBLISHED);
    } else if (event.kind() == Kind.PUBLISH_REFUSED) {
      tally.add(Sum.PUBLISH_REFUSED, "refused", name(event) + ": " + event.detail());
    } else {
      tally.add(Sum.PUBLISH_UNKNOWN, "unknown outcome", name(event) + ": " + event.detail());
    }
    if (!stallBounded || !Ledger.before(event.startedNanos(), stallFromNanos)) {
      tally.stalled(event.atNanos() - event.startedNanos());
    }
  }

  private void seen(Event event, int flag, Sum sum) {
    tally.add(sum);
    ledger(event).seen(event, flag);
  }

  private void returned(Event event, int flag, Sum sum) {
    tally.add(sum);
    ledger(event).returned(event.sequence(), flag);
  }

  private void buried(Event event, int difference, Sum sum) {
    tally.add(sum);
    ledger(event).buried(event.sequence(), difference);
  }

  private Ledger ledger(Event event) {
    return ledgers.computeIfAbsent(event.producer(), fresh -> new Ledger());
  }

  private static String name(Event event) {
    return event.producer() + "/" + event.sequence();
  }
}
