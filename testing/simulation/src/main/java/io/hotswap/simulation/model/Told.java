package io.hotswap.simulation.model;

import io.hotswap.broker.core.state.LeaseSeq;
import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.broker.Published;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.Settlement.Kind;
import io.hotswap.contracts.broker.Settlement.Outcome;
import io.hotswap.contracts.broker.TopicSettings.Guarantee;
import io.hotswap.contracts.message.Message;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.message.Receipt;
import io.hotswap.simulation.model.Cell.State;
import io.hotswap.simulation.world.Judge;
import java.util.List;

/** Holds what clients are told against what is durable at that moment. */
public final class Told {
  private final Judge judge;
  private final Asked asked;
  private final Reference reference;
  private final boolean clustered;
  private long answers;

  /**
   * Told nothing yet.
   *
   * @param clustered whether nothing may be answered before it is durable
   */
  public Told(Judge judge, Asked asked, Reference reference, boolean clustered) {
    this.judge = judge;
    this.asked = asked;
    this.reference = reference;
    this.clustered = clustered;
  }

  /** How many answers were judged. */
  public long answers() {
    return answers;
  }

  public void published(List<Sent> sent, List<Published> places) {
    answers++;
    judge.tally().count("publish done");
    judge.require(sent.size() == places.size(), "published: " + places);
    for (int i = 0; i < sent.size(); i++) {
      Published at = places.get(i);
      RefPartition p = reference.partition(at.topicUid(), at.partition());
      if (p == null || !(clustered || (p.steady && !isEarly(p)))) {
        continue;
      }
      String there = nameAt(p, at.offset());
      judge.require(
          sent.get(i).name().equals(there),
          "answered that " + sent.get(i).name() + " is durable, and there is " + there);
    }
  }

  private static boolean isEarly(RefPartition p) {
    return p.settings().deliveryGuarantee() == Guarantee.AtMostOnce;
  }

  private static String nameAt(RefPartition p, long place) {
    if ((place & MessageId.SCHEDULED) != 0) {
      int number = (int) (place & ~MessageId.SCHEDULED);
      return number < p.delayed.size() ? p.delayed.get(number).name : null;
    }
    return place < p.end() ? p.entries.get((int) place).name() : null;
  }

  /** Nothing of it may be there, now or later. */
  public void refused(List<Sent> sent) {
    answers++;
    judge.tally().count("publish refused");
    for (Sent message : sent) {
      asked.refused(message);
      judge.require(
          !asked.isRefused(message.name()) || reference.entries().copies(message.name()) == 0,
          "refused, though it is there: " + message.name());
    }
  }

  public void delivered(String consumer, Delivery d) {
    answers++;
    RefPartition p = reference.partition(d.topicUid(), d.partition());
    if (p == null) {
      return;
    }
    String name = Sent.name(d.record());
    judge.require(
        d.offset() < p.end() && p.entries.get((int) d.offset()).name().equals(name),
        p.name() + ": delivered " + name + " as " + d.offset() + ", where it is not");
    judge.require(
        Message.wrap(d.record()).intact(), p.name() + ": delivered " + name + ", damaged");
    if (d.receipt() != null) {
      lease(consumer, d, p);
    }
  }

  private void lease(String consumer, Delivery d, RefPartition p) {
    Receipt receipt = d.receipt();
    boolean durable = reference.done().isLeased(receipt);
    boolean exact = p.settings().deliveryGuarantee() == Guarantee.ExactlyOnce && p.steady;
    if (clustered || exact) {
      judge.require(durable, p.name() + ": delivered before its lease was durable: " + d.offset());
    }
    for (RefSubscription s : p.subscriptions.values()) {
      Cell cell = s.is(receipt) ? s.cells.get(d.offset()) : null;
      if (cell == null) {
        continue;
      }
      boolean again = cell.is(State.ACKED) && !durable && receipt.epoch() >= cell.epoch;
      judge.require(!again, p.name() + ": delivered though acked: " + d.offset());
      if (cell.is(State.LEASED) && s.receipt(p.partition, d.offset(), cell).equals(receipt)) {
        judge.require(
            cell.consumer.equals(consumer) && d.attempt() == cell.attempts + 1,
            p.name()
                + ": attempt "
                + d.attempt()
                + " of "
                + d.offset()
                + " to "
                + consumer
                + " (expected: attempt "
                + (cell.attempts + 1)
                + " to "
                + cell.consumer
                + ")");
      }
    }
  }

  public void settled(Settlement s, Outcome outcome) {
    answers++;
    judge.tally().count(s.kind() + " " + outcome);
    boolean acked =
        s.kind() == Kind.ACK && (outcome == Outcome.DONE || outcome == Outcome.REPEATED);
    boolean back = (s.kind() == Kind.NACK || s.kind() == Kind.RELEASE) && outcome == Outcome.DONE;
    if (s.receipt() == null) {
      return;
    }
    judge.require(
        outcome != Outcome.STALE || !isCurrent(s.receipt()),
        "answered as stale, which it is not: " + s.kind() + " " + Done.text(s.receipt()));
    judge.require(
        !acked || reference.done().isAcked(s.receipt()),
        "answered that an ack is durable, which it is not: " + Done.text(s.receipt()));
    judge.require(
        !back || reference.done().isReturned(s.receipt()),
        "answered that a " + s.kind() + " is durable, which it is not: " + Done.text(s.receipt()));
  }

  /** Whether it is the receipt of a lease that nothing has ended. */
  private boolean isCurrent(Receipt receipt) {
    RefPartition p = reference.partition(receipt.topicUid(), receipt.partition());
    if (p == null) {
      return false;
    }
    for (RefSubscription s : p.subscriptions.values()) {
      Cell cell = s.is(receipt) ? s.cells.get(LeaseSeq.offset(receipt.leaseSeq())) : null;
      if (cell != null && cell.is(State.LEASED)) {
        return s.receipt(p.partition, LeaseSeq.offset(receipt.leaseSeq()), cell).equals(receipt);
      }
    }
    return false;
  }

  public void cancelled(MessageId id) {
    answers++;
    RefPartition p = reference.partition(id.topicUid(), id.partition());
    int number = (int) (id.offset() & ~MessageId.SCHEDULED);
    judge.require(
        p == null || "cancelled".equals(p.delayed.get(number).end),
        "answered that " + id.offset() + " is cancelled, which it is not");
  }

  public void dealt(Asked.Deal deal, List<List<Published>> published) {
    answers++;
    judge.tally().count("transaction done");
    judge.require(
        reference.deals().isCommitted(deal.id()), "answered as committed, is not: " + deal.id());
    judge.require(published.size() > 0 || deal.messages().isEmpty(), "published of " + deal.id());
    for (Receipt receipt : deal.acks()) {
      judge.require(
          reference.done().isAcked(receipt) || isGone(receipt),
          deal.id() + " is done, but not its ack: " + Done.text(receipt));
    }
  }

  /** Whether its generation is over, or the message trimmed. */
  private boolean isGone(Receipt receipt) {
    RefPartition p = reference.partition(receipt.topicUid(), receipt.partition());
    if (p == null || p.subscriptions.values().stream().noneMatch(s -> s.is(receipt))) {
      return true;
    }
    return p.first > 0;
  }

  public void refused(Asked.Deal deal) {
    answers++;
    judge.tally().count("transaction refused");
    judge.require(
        !reference.deals().isCommitted(deal.id()), "refused, though it is done: " + deal.id());
  }

  /** What must be true when nothing is on its way any more; null if it is. */
  public String unfinished() {
    for (RefPartition p : reference.partitions()) {
      if (p.hasWaiting()) {
        return p.name() + ": messages wait for their delivery time";
      }
      for (RefSubscription s : p.subscriptions.values()) {
        if (!s.isDrained()) {
          return LeaseRules.named(p, s) + ": " + s.rest();
        }
      }
    }
    return reference.deals().inDoubt() ? "transactions are in doubt" : null;
  }

  /** All or nothing, in the end. */
  public void close() {
    for (Asked.Deal deal : asked.deals().values()) {
      boolean done = reference.deals().isCommitted(deal.id());
      for (Sent message : deal.messages()) {
        int copies = reference.entries().copies(message.name());
        boolean there = !asked.isDeleted(message.topic());
        judge.require(
            copies == (done ? 1 : 0) || (done && !there),
            deal.id()
                + (done ? ": committed, " : ": not committed, ")
                + copies
                + " copies of "
                + message.name());
      }
    }
  }
}
