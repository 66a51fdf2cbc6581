package io.hotswap.simulation.model;

import io.hotswap.contracts.message.Receipt;
import io.hotswap.simulation.world.Judge;
import java.util.HashSet;
import java.util.Set;

/** What is durable of leases, by receipt. */
final class Done {
  private final Judge judge;
  private final Set<Receipt> leased = new HashSet<>();
  private final Set<Receipt> acked = new HashSet<>();
  private final Set<Receipt> returned = new HashSet<>();

  Done(Judge judge) {
    this.judge = judge;
  }

  void leased(Receipt receipt) {
    judge.require(leased.add(receipt), "the same receipt for two leases: " + text(receipt));
  }

  void acked(Receipt receipt) {
    acked.add(receipt);
  }

  void returned(Receipt receipt) {
    returned.add(receipt);
  }

  boolean isLeased(Receipt receipt) {
    return leased.contains(receipt);
  }

  boolean isAcked(Receipt receipt) {
    return acked.contains(receipt);
  }

  boolean isReturned(Receipt receipt) {
    return returned.contains(receipt);
  }

  /** NB: its own text form is opaque. */
  static String text(Receipt r) {
    return r.topicUid()
        + "/"
        + r.partition()
        + " subscription "
        + r.subscription()
        + " epoch "
        + r.epoch()
        + " lease "
        + r.leaseSeq();
  }
}
