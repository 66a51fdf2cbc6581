package io.hotswap.history;

import java.util.HashMap;
import java.util.Map;

/** Walks one producer's messages in the order in which they were sent and judges it per key. */
final class KeyOrder {

  /** What breaks the order. */
  interface Violations {
    void outOfOrder(int message, int earlierKeyMate);

    void overtaken(int message, int laterKeyMate);
  }

  /** They enter the order when they are due, or leave it. */
  private static final int OTHERWISE_ORDERED = Ledger.SCHEDULED | Ledger.REJECTED | Ledger.DEAD;

  private record Latest(int first, int last) {}

  private final Ledger ledger;
  private final Violations violations;
  private final Map<Integer, Latest> byKey = new HashMap<>();

  KeyOrder(Ledger ledger, Violations violations) {
    this.ledger = ledger;
    this.violations = violations;
  }

  void walk() {
    for (int message = 0; message < ledger.size(); message++) {
      if (ledger.deliveries(message) > 0
          && ledger.key(message) > 0
          && !ledger.is(message, OTHERWISE_ORDERED)) {
        step(message);
      }
    }
  }

  private void step(int message) {
    Latest latest = byKey.get(ledger.key(message));
    if (latest == null) {
      byKey.put(ledger.key(message), new Latest(message, message));
      return;
    }
    boolean firstInOrder =
        Ledger.before(ledger.firstDelivered(latest.first()), ledger.firstDelivered(message));
    if (!firstInOrder) {
      violations.outOfOrder(latest.first(), message);
    }
    boolean lastInOrder =
        Ledger.before(ledger.lastDelivered(latest.last()), ledger.lastDelivered(message));
    // NB: A run that is handed out again comes whole, so a later message that was not acked comes
    // again too. One that was acked shows that it had been let past this one.
    if (!lastInOrder && firstInOrder && ledger.is(message, Ledger.ACKED)) {
      violations.overtaken(latest.last(), message);
    }
    byKey.put(
        ledger.key(message),
        new Latest(firstInOrder ? message : latest.first(), lastInOrder ? message : latest.last()));
  }
}
