package io.hotswap.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the events of one topic and one subscription, in any order, and judges them as those of a
 * total queue: whatever goes in comes out, once it is drained.
 *
 * <ol>
 *   <li>Any thread may give events; memory grows by about 45 bytes per message.
 *   <li>Judge after the drain only: what was not delivered by then counts as lost.
 *   <li>A delivery counts as "after the ack" if it arrived after the ack that succeeded was sent:
 *       an ack succeeds only with the current receipt, so none granted before can still be on its
 *       way, save behind a delay longer than the ack deadline.
 * </ol>
 */
public final class HistoryChecker {
  private static final int EXAMPLES_MAX = 5;

  private final Map<String, Ledger> ledgers = new HashMap<>();
  private final Map<String, Integer> keys = new HashMap<>();
  private final Tally tally = new Tally();
  private long stallFromNanos;
  private boolean stallBounded;

  /** Publishes sent before this instant do not count for the longest stall: a warm-up. */
  public synchronized void measureStallsFrom(long monotonicNanos) {
    stallFromNanos = monotonicNanos;
    stallBounded = true;
    tally.longestStallNanos = 0;
  }

  /** Takes one event into account. */
  public synchronized void observe(Event event) {
    switch (event.kind()) {
      case PUBLISHED -> published(event, Ledger.STORED);
      case PUBLISH_UNKNOWN -> published(event, (byte) 0);
      case PUBLISH_REFUSED -> published(event, Ledger.REFUSED);
      case DELIVERED -> ledger(event).delivered(event.sequence(), event.digest(), event.atNanos());
      case ACKED -> ledger(event).acked(event.sequence(), event.startedNanos());
      case ACK_UNKNOWN -> tally.ackUnknown++;
      case ACK_REFUSED -> tally.ackRefused++;
      case CONNECTED -> tally.connections++;
      case CLOSED -> closed(event);
    }
  }

  /** Messages that the broker answered as stored and nobody got yet: what a drain waits for. */
  public synchronized long outstanding() {
    long count = 0;
    for (Ledger ledger : ledgers.values()) {
      for (int message = 0; message < ledger.size(); message++) {
        if (ledger.is(message, Ledger.STORED) && ledger.deliveries(message) == 0) {
          count++;
        }
      }
    }
    return count;
  }

  /** The verdict on all events so far. */
  public synchronized Verdict verdict() {
    Tally sum = tally.copy();
    ledgers.forEach((producer, ledger) -> new Judge(producer, ledger, sum).judge());
    return sum.verdict();
  }

  private void published(Event event, byte outcome) {
    int key = event.key() == null ? 0 : keys.computeIfAbsent(event.key(), fresh -> keys.size() + 1);
    ledger(event).published(event.sequence(), outcome, key, event.digest());
    switch (event.kind()) {
      case PUBLISHED -> tally.published++;
      case PUBLISH_REFUSED -> tally.example("refused", event.producer(), event);
      default -> tally.example("unknown outcome", event.producer(), event);
    }
    if (!stallBounded || !Ledger.before(event.startedNanos(), stallFromNanos)) {
      tally.longestStallNanos =
          Math.max(tally.longestStallNanos, event.atNanos() - event.startedNanos());
    }
    if (event.kind() == Event.Kind.PUBLISH_REFUSED) {
      tally.publishRefused++;
    } else if (event.kind() == Event.Kind.PUBLISH_UNKNOWN) {
      tally.publishUnknown++;
    }
  }

  private void closed(Event event) {
    tally.connectionsClosed++;
    tally.example("connection closed", event.client() + ": " + event.detail());
  }

  private Ledger ledger(Event event) {
    return ledgers.computeIfAbsent(event.producer(), fresh -> new Ledger());
  }

  /** Judges the messages of one producer. */
  private record Judge(String producer, Ledger ledger, Tally sum) implements KeyOrder.Violations {
    void judge() {
      for (int message = 0; message < ledger.size(); message++) {
        if (ledger.deliveries(message) > 0) {
          delivered(message);
        } else if (ledger.is(message, Ledger.STORED)) {
          sum.lost++;
          sum.example("lost", name(message));
        }
      }
      new KeyOrder(ledger, this).walk();
    }

    private void delivered(int message) {
      sum.delivered++;
      sum.redelivered += ledger.deliveries(message) > 1 ? 1 : 0;
      boolean sent = ledger.is(message, Ledger.SENT);
      boolean stored = ledger.is(message, Ledger.STORED);
      if (!sent || (ledger.is(message, Ledger.REFUSED) && !stored)) {
        sum.unexpected++;
        sum.example("unexpected", name(message) + (sent ? " was refused" : " was never sent"));
      } else if (!stored) {
        sum.recovered++;
      }
      if (ledger.is(message, Ledger.CORRUPTED)) {
        sum.corrupted++;
        sum.example("corrupted", name(message));
      }
      if (ledger.is(message, Ledger.ACKED)) {
        acked(message);
      }
    }

    private void acked(int message) {
      sum.acked++;
      if (Ledger.before(ledger.ackSent(message), ledger.lastDelivered(message))) {
        sum.duplicatedAfterAck++;
        sum.example(
            "duplicated after ack",
            name(message) + " delivered " + ledger.deliveries(message) + " times");
      }
    }

    @Override
    public void outOfOrder(int message, int earlierKeyMate) {
      sum.outOfOrder++;
      sum.example("out of order", name(earlierKeyMate) + " came after " + name(message));
    }

    @Override
    public void overtaken(int message, int laterKeyMate) {
      sum.overtaken++;
      sum.example("overtaken", name(message) + " came again after " + name(laterKeyMate));
    }

    private String name(int message) {
      return producer + "/" + message;
    }
  }

  /** Running sums. */
  private static final class Tally {
    private final Map<String, List<String>> examples = new HashMap<>();
    private long published;
    private long publishUnknown;
    private long publishRefused;
    private long delivered;
    private long redelivered;
    private long acked;
    private long lost;
    private long recovered;
    private long unexpected;
    private long duplicatedAfterAck;
    private long corrupted;
    private long outOfOrder;
    private long overtaken;
    private long ackUnknown;
    private long ackRefused;
    private long connections;
    private long connectionsClosed;
    private long longestStallNanos;

    /** The sums that events give at once; those of the ledgers are made anew for each verdict. */
    Tally copy() {
      Tally copy = new Tally();
      examples.forEach((kind, list) -> copy.examples.put(kind, new ArrayList<>(list)));
      copy.published = published;
      copy.publishUnknown = publishUnknown;
      copy.publishRefused = publishRefused;
      copy.ackUnknown = ackUnknown;
      copy.ackRefused = ackRefused;
      copy.connections = connections;
      copy.connectionsClosed = connectionsClosed;
      copy.longestStallNanos = longestStallNanos;
      return copy;
    }

    void example(String kind, String producer, Event event) {
      example(kind, producer + "/" + event.sequence() + ": " + event.detail());
    }

    void example(String kind, String text) {
      List<String> ofKind = examples.computeIfAbsent(kind, fresh -> new ArrayList<>());
      if (ofKind.size() < EXAMPLES_MAX) {
        ofKind.add(kind + ": " + text);
      }
    }

    Verdict verdict() {
      return new Verdict(
          published,
          publishUnknown,
          publishRefused,
          delivered,
          redelivered,
          acked,
          lost,
          recovered,
          unexpected,
          duplicatedAfterAck,
          corrupted,
          outOfOrder,
          overtaken,
          ackUnknown,
          ackRefused,
          connections,
          connectionsClosed,
          longestStallNanos,
          examples.values().stream().flatMap(List::stream).toList());
    }
  }
}
