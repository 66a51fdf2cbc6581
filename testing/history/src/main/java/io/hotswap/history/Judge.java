package io.hotswap.history;

import io.hotswap.history.Tally.Sum;

/** Judges the messages of one producer. */
record Judge(String producer, Ledger ledger, Promises promises, Tally sum)
    implements KeyOrder.Violations {
  /** The broker tells time in whole milliseconds, and by another clock. */
  private static final long EARLY_TOLERANCE_NANOS = 5_000_000;

  void judge() {
    for (int message = 0; message < ledger.size(); message++) {
      if (ledger.deliveries(message) > 0) {
        delivered(message);
      } else if (outstanding(ledger, message)) {
        sum.add(Sum.LOST, "lost", name(message));
      }
      fate(message);
    }
    if (promises.ordered()) {
      new KeyOrder(ledger, this).walk();
    }
  }

  /** Whether it should have come, or should come again. */
  static boolean outstanding(Ledger ledger, int message) {
    int done = Ledger.UNWANTED | Ledger.CANCELLED | Ledger.ACKED | Ledger.ACK_UNSURE;
    if (!ledger.is(message, Ledger.STORED) || ledger.is(message, done)) {
      return false;
    }
    // NB: Whoever rejects need not wait for its dead letter; whoever replays waits for what comes.
    return !ledger.isRejected(message) && ledger.graves(message) <= 0;
  }

  private void delivered(int message) {
    sum.add(Sum.DELIVERED);
    int deliveries = ledger.deliveries(message);
    if (deliveries > 1) {
      sum.add(Sum.REDELIVERED);
    }
    if (deliveries > 1 + ledger.returns(message)) {
      sum.add(Sum.REDELIVERED_UNASKED);
    }
    if (deliveries > 1 && promises.guarantee() == Promises.Guarantee.AT_MOST_ONCE) {
      sum.add(Sum.TWICE, "twice", name(message));
    }
    expected(message);
    if (ledger.is(message, Ledger.CORRUPTED)) {
      sum.add(Sum.CORRUPTED, "corrupted", name(message));
    }
    if (ledger.is(message, Ledger.ACKED)) {
      acked(message);
    }
  }

  private void expected(int message) {
    boolean sent = ledger.is(message, Ledger.SENT);
    boolean stored = ledger.is(message, Ledger.STORED);
    if (!sent || (ledger.is(message, Ledger.REFUSED) && !stored)) {
      String why = sent ? " was refused" : " was never sent";
      sum.add(Sum.UNEXPECTED, "unexpected", name(message) + why);
    } else if (!stored) {
      sum.add(Sum.RECOVERED);
    }
    if (ledger.is(message, Ledger.UNWANTED)) {
      sum.add(Sum.UNWANTED, "let through by no filter", name(message));
    }
    if (ledger.is(message, Ledger.CANCELLED)) {
      sum.add(Sum.CANCELLED_DELIVERED, "delivered though cancelled", name(message));
    }
    long tolerated = ledger.firstDelivered(message) + EARLY_TOLERANCE_NANOS;
    if (ledger.is(message, Ledger.SCHEDULED) && Ledger.before(tolerated, ledger.due(message))) {
      sum.add(Sum.EARLY, "early", name(message));
    }
  }

  private void acked(int message) {
    sum.add(Sum.ACKED);
    if (Ledger.before(ledger.ackSent(message), ledger.lastDelivered(message))) {
      sum.add(
          Sum.DUPLICATED_AFTER_ACK,
          "duplicated after ack",
          name(message) + " delivered " + ledger.deliveries(message) + " times");
    }
  }

  private void fate(int message) {
    boolean acked = ledger.is(message, Ledger.ACKED);
    boolean dead = ledger.is(message, Ledger.DEAD);
    if (dead && ledger.returns(message) == 0) {
      sum.add(Sum.DEAD_UNASKED, "dead though never given back", name(message));
    }
    if (acked && ledger.graves(message) > 0) {
      sum.add(Sum.DEAD_THOUGH_ACKED, "dead though acked", name(message));
    }
    boolean buried = !ledger.is(message, Ledger.REJECTED) || dead || acked;
    // What no client gave back, and no client acked, is the client's omission.
    boolean waits = ledger.returns(message) > 0 && outstanding(ledger, message);
    if (!buried || waits) {
      sum.add(Sum.UNSETTLED, "neither acked nor dead", name(message));
    }
    if (ledger.is(message, Ledger.DOUBLED)) {
      sum.add(Sum.DOUBLED, "stored twice", name(message));
    }
  }

  @Override
  public void outOfOrder(int message, int earlierKeyMate) {
    sum.add(
        Sum.OUT_OF_ORDER, "out of order", name(earlierKeyMate) + " came after " + name(message));
  }

  @Override
  public void overtaken(int message, int laterKeyMate) {
    sum.add(Sum.OVERTAKEN, "overtaken", name(message) + " came again after " + name(laterKeyMate));
  }

  private String name(int message) {
    return producer + "/" + message;
  }
}
