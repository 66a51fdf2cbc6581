package io.hotswap.broker.core.decide;

import io.hotswap.broker.core.bytes.Longs;
import io.hotswap.broker.core.fact.Fact;
import io.hotswap.broker.core.fact.Fate;
import io.hotswap.broker.core.fact.Place;
import io.hotswap.broker.core.state.Backlog;
import io.hotswap.broker.core.state.DelayedMessages;
import io.hotswap.broker.core.state.Lease;
import io.hotswap.broker.core.state.LeaseSeq;
import io.hotswap.broker.core.state.Partition;
import io.hotswap.broker.core.state.Subscription;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.Settlement.FailureClass;
import io.hotswap.contracts.broker.Settlement.Kind;
import io.hotswap.contracts.broker.Settlement.Outcome;
import io.hotswap.contracts.broker.TopicSettings.OnKeyFailure;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.message.Receipt;
import io.hotswap.contracts.policy.DeliveryPolicy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Decides what becomes of leases. All settlements of one command are judged by the state before it,
 * so that a nack and an ack for one run may come together; then each takes effect.
 */
final class Settling {
  private static final int REASON_MAX = 256;

  private final Rules rules;

  Settling(Rules rules) {
    this.rules = rules;
  }

  /** One outcome per message. */
  List<Outcome> settle(Outbox out, Partition partition, List<Settlement> settlements, long end) {
    List<Outcome> outcomes = new ArrayList<>(settlements.size());
    Map<Integer, Effects> effects = new HashMap<>();
    for (Settlement settlement : settlements) {
      outcomes.addAll(judgeAll(partition, settlement, end, effects));
    }
    effects.forEach((number, e) -> apply(out, partition, partition.subscription((int) number), e));
    return outcomes;
  }

  /**
   * The leases that acks of a transaction are about.
   *
   * @throws Problem if any of them could not be done alone
   */
  List<Fact.Hold> holds(Partition partition, List<Settlement> acks, long end) {
    Map<Integer, Effects> effects = new HashMap<>();
    for (Settlement ack : acks) {
      List<Outcome> outcomes = judgeAll(partition, ack, end, effects);
      Outcome outcome = outcomes.stream().filter(o -> o != Outcome.DONE).findFirst().orElse(null);
      if (outcome != null || ack.kind() != Kind.ACK) {
        throw Problem.of(
            ErrorCode.TransactionAborted,
            "ack of "
                + ack.messageId()
                + ": "
                + (outcome == null ? ack.kind() : outcome)
                + " (expected: a message leased to you)");
      }
    }
    List<Fact.Hold> holds = new ArrayList<>();
    effects.forEach(
        (number, e) ->
            holds.add(
                new Fact.Hold(place(partition, partition.subscription(number)), e.acked.build())));
    return holds;
  }

  /**
   * By the place of the message in the partition, for one that is called otherwise. Once the place
   * is forgotten, the message is over, and its receipt knows where it was.
   */
  private static Settlement placed(Partition partition, Settlement s) {
    MessageId id = s.messageId();
    if (partition == null || !id.isScheduled()) {
      return s;
    }
    DelayedMessages delayed = partition.delayed();
    long number = id.offset() & ~MessageId.SCHEDULED;
    long offset = delayed == null ? -1 : delayed.offsetOf(number);
    if (offset < 0 && s.receipt() != null && number < (delayed == null ? 0 : delayed.end())) {
      long past = LeaseSeq.offset(s.receipt().leaseSeq());
      offset = past < partition.keptFrom() ? past : -1;
    }
    MessageId placed = new MessageId(id.topicUid(), id.partition(), offset);
    return new Settlement(
        s.kind(), placed, s.receipt(), s.delayMillis(), s.reason(), s.failureClass());
  }

  /** Ends leases whose deadline passed: a nack that nobody sent. */
  void timedOut(Outbox out, Partition partition, Subscription s, List<Lease> leases) {
    Returns returns = new Returns();
    leases.forEach(lease -> returns.add(lease, fate(out, partition, lease, null), ""));
    leases.forEach(lease -> out.silent(s, lease.consumer()));
    out.counts().ackTimeouts += leases.size();
    returns.emit(out, partition, s, Fact.Cause.TIMED_OUT);
  }

  /** Ends leases whose consumer is gone, at no cost. */
  void left(Outbox out, Partition partition, Subscription s, List<Lease> leases) {
    Returns returns = new Returns();
    leases.forEach(lease -> returns.add(lease, Returns.AT_ONCE, ""));
    returns.emit(out, partition, s, Fact.Cause.LEFT);
  }

  /** As one where that is easily seen to be right, else one by one. */
  private List<Outcome> judgeAll(
      Partition partition, Settlement settlement, long end, Map<Integer, Effects> effects) {
    int count = settlement.count();
    if (count > 1 && acceptRun(partition, settlement, end, effects)) {
      return Collections.nCopies(count, Outcome.DONE);
    }
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Settlement one = count == 1 ? settlement : settlement.one(i);
      outcomes.add(judge(partition, placed(partition, one), end, effects));
    }
    return outcomes;
  }

  /** Whether it is an ack of leases that are all current, of which this command said nothing. */
  private static boolean acceptRun(
      Partition partition, Settlement acks, long end, Map<Integer, Effects> effects) {
    MessageId id = acks.messageId();
    Receipt receipt = acks.receipt();
    long until = id.offset() + acks.count();
    if (partition == null
        || receipt == null
        || acks.kind() != Kind.ACK
        || id.offset() < 0
        || until > end
        || !isOf(receipt, id)) {
      return false;
    }
    Subscription s = partition.subscription(Subscription.numberOf(receipt.subscription()));
    if (s == null || s.receiptNumber() != receipt.subscription()) {
      return false;
    }
    int grant = LeaseSeq.grant(receipt.leaseSeq());
    return s.backlog(partition.first()).isLeased(id.offset(), until, receipt.epoch(), grant)
        && effects.computeIfAbsent(s.number(), n -> new Effects()).ack(id.offset(), until);
  }

  private static boolean isOf(Receipt receipt, MessageId id) {
    return receipt.topicUid() == id.topicUid()
        && receipt.partition() == id.partition()
        && LeaseSeq.offset(receipt.leaseSeq()) == id.offset();
  }

  private Outcome judge(
      Partition partition, Settlement settlement, long end, Map<Integer, Effects> effects) {
    MessageId id = settlement.messageId();
    if (partition == null || id.offset() < 0 || id.offset() >= end) {
      return Outcome.UNKNOWN_MESSAGE;
    }
    Receipt receipt = settlement.receipt();
    if (receipt == null) {
      return judgeCurrent(partition, settlement, effects);
    }
    Subscription s = partition.subscription(Subscription.numberOf(receipt.subscription()));
    if (s == null || !isOf(receipt, id) || s.receiptNumber() != receipt.subscription()) {
      return Outcome.STALE;
    }
    Backlog backlog = s.backlog(partition.first());
    Lease lease = backlog.lease(id.offset());
    if (lease != null) {
      boolean current = lease.epoch() == receipt.epoch() && lease.seq() == receipt.leaseSeq();
      return current ? accept(settlement, s, lease, effects) : Outcome.STALE;
    }
    return judgeAcked(settlement, backlog, receipt);
  }

  private static Outcome judgeAcked(Settlement settlement, Backlog s, Receipt receipt) {
    long offset = settlement.messageId().offset();
    if (!s.isSettled(offset)) {
      return Outcome.STALE;
    }
    if (!s.remembers(offset)) {
      return Outcome.ALREADY_ACKED;
    }
    int grant = LeaseSeq.grant(receipt.leaseSeq());
    if (!s.ackedBy(offset, receipt.epoch(), grant)) {
      return Outcome.STALE;
    }
    return settlement.kind() == Kind.ACK ? Outcome.REPEATED : Outcome.ALREADY_ACKED;
  }

  private Outcome judgeCurrent(
      Partition partition, Settlement settlement, Map<Integer, Effects> effects) {
    if (rules.policies().delivery(partition.settings()).promises().receiptNeeded()) {
      return Outcome.RECEIPT_NEEDED;
    }
    long offset = settlement.messageId().offset();
    Subscription holder = null;
    for (Subscription s : partition.subscriptions()) {
      if (!s.isIdle() && s.backlog(partition.first()).lease(offset) != null) {
        if (holder != null) {
          return Outcome.RECEIPT_NEEDED;
        }
        holder = s;
      }
    }
    if (holder != null) {
      Lease lease = holder.backlog(partition.first()).lease(offset);
      return accept(settlement, holder, lease, effects);
    }
    boolean alone = partition.subscriptions().size() == 1;
    Backlog only =
        alone ? partition.subscriptions().iterator().next().backlog(partition.first()) : null;
    if (only == null || !only.isSettled(offset)) {
      return Outcome.STALE;
    }
    boolean repeated = settlement.kind() == Kind.ACK && only.remembers(offset);
    return repeated ? Outcome.REPEATED : Outcome.ALREADY_ACKED;
  }

  private static Outcome accept(
      Settlement settlement, Subscription s, Lease lease, Map<Integer, Effects> effects) {
    if (s.backlog(0).holder(lease.offset()) != null) {
      return Outcome.IN_TRANSACTION;
    }
    Effects e = effects.computeIfAbsent(s.number(), n -> new Effects());
    Kind earlier = e.ended(lease.offset());
    if (earlier != null) {
      boolean repeated = earlier == Kind.ACK && settlement.kind() == Kind.ACK;
      return repeated ? Outcome.REPEATED : Outcome.STALE;
    }
    if (settlement.kind() == Kind.EXTEND) {
      e.extended
          .computeIfAbsent(settlement.delayMillis(), d -> new Longs.Builder())
          .add(lease.offset());
      return Outcome.DONE;
    }
    e.ended.put(lease.offset(), settlement.kind());
    switch (settlement.kind()) {
      case ACK -> e.acked.add(lease.offset());
      case NACK -> e.nacked.put(lease, settlement);
      default -> e.released.add(lease);
    }
    return Outcome.DONE;
  }

  private void apply(Outbox out, Partition partition, Subscription s, Effects e) {
    Place place = place(partition, s);
    e.extended.forEach(
        (millis, offsets) -> {
          long extra = millis < 0 ? partition.settings().ackDeadlineMillis() : millis;
          out.emit(new Fact.Extended(place, offsets.build(), out.timeMillis() + extra));
        });
    if (!e.acked.isEmpty()) {
      out.emit(new Fact.Acked(place, e.acked.build()));
    }
    if (!e.nacked.isEmpty()) {
      Returns returns = new Returns();
      e.nacked.forEach(
          (lease, nack) ->
              returns.add(lease, fate(out, partition, lease, nack), reason(nack.reason())));
      returns.emit(out, partition, s, Fact.Cause.NACKED);
    }
    if (!e.released.isEmpty()) {
      Returns returns = new Returns();
      e.released.forEach(lease -> returns.add(lease, Returns.AT_ONCE, ""));
      returns.emit(out, partition, s, Fact.Cause.RELEASED);
    }
    out.touch(partition, s);
  }

  private static String reason(String said) {
    if (said == null) {
      return "";
    }
    return said.length() <= REASON_MAX ? said : said.substring(0, REASON_MAX);
  }

  /** What a failed delivery comes to, as the guarantee and the topic's key rule say. */
  private Returns.Verdict fate(Outbox out, Partition partition, Lease lease, Settlement nack) {
    DeliveryPolicy.Verdict verdict =
        rules
            .policies()
            .delivery(partition.settings())
            .failed(
                new DeliveryPolicy.Failure(
                    partition.settings(),
                    lease.attempts() + 1,
                    nack == null ? FailureClass.Retryable : nack.failureClass(),
                    nack == null ? -1 : nack.delayMillis(),
                    rules.random().nextDouble()));
    out.counts().critical += nack != null && nack.failureClass() == FailureClass.Critical ? 1 : 0;
    if (verdict.retry()) {
      out.counts().retries++;
      long due = verdict.delayMillis() == 0 ? 0 : out.timeMillis() + verdict.delayMillis();
      return new Returns.Verdict(due, Fate.RETRIED);
    }
    boolean held =
        lease.keyHash() != 0 && partition.settings().onKeyFailure() == OnKeyFailure.Block;
    return new Returns.Verdict(0, held ? Fate.PARKED : Fate.of(verdict.reason()));
  }

  private static Place place(Partition partition, Subscription s) {
    return Pulling.place(partition, s);
  }

  /** What one command does to one subscription. */
  private static final class Effects {
    final Map<Long, Kind> ended = new HashMap<>();

    /** Runs that were acked: the offset after each, by its first one. */
    final NavigableMap<Long, Long> runs = new TreeMap<>();

    final Longs.Builder acked = new Longs.Builder();
    final List<Lease> released = new ArrayList<>();
    final Map<Lease, Settlement> nacked = new LinkedHashMap<>();
    final Map<Long, Longs.Builder> extended = new LinkedHashMap<>();

    /** False if something was said of one of them before; then nothing is done. */
    boolean ack(long from, long end) {
      Map.Entry<Long, Long> before = runs.lowerEntry(end);
      if (!ended.isEmpty() || (before != null && before.getValue() > from)) {
        return false;
      }
      runs.put(from, end);
      for (long offset = from; offset < end; offset++) {
        acked.add(offset);
      }
      return true;
    }

    Kind ended(long offset) {
      Map.Entry<Long, Long> run = runs.floorEntry(offset);
      return run != null && offset < run.getValue() ? Kind.ACK : ended.get(offset);
    }
  }
}
