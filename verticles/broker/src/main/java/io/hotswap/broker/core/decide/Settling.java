package io.hotswap.broker.core.decide;

import io.hotswap.broker.core.bytes.Longs;
import io.hotswap.broker.core.fact.Fact;
import io.hotswap.broker.core.fact.Place;
import io.hotswap.broker.core.state.Lease;
import io.hotswap.broker.core.state.LeaseSeq;
import io.hotswap.broker.core.state.Partition;
import io.hotswap.broker.core.state.Subscription;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.Settlement.FailureClass;
import io.hotswap.contracts.broker.Settlement.Kind;
import io.hotswap.contracts.broker.Settlement.Outcome;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.message.Receipt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides what becomes of leases. All settlements of one command are judged by the state before it,
 * so that a nack and an ack for one run may come together; then each takes effect.
 */
final class Settling {
  private final Rules rules;

  Settling(Rules rules) {
    this.rules = rules;
  }

  List<Outcome> settle(Outbox out, Partition partition, List<Settlement> settlements, long end) {
    List<Outcome> outcomes = new ArrayList<>(settlements.size());
    Map<Integer, Effects> effects = new HashMap<>();
    for (Settlement settlement : settlements) {
      outcomes.add(judge(partition, settlement, end, effects));
    }
    effects.forEach((number, e) -> apply(out, partition, partition.subscription((int) number), e));
    return outcomes;
  }

  /** Ends leases whose deadline passed: a nack that nobody sent. */
  void giveBack(Outbox out, Partition partition, Subscription s, List<Lease> leases) {
    Longs.Builder offsets = new Longs.Builder();
    Longs.Builder due = new Longs.Builder();
    for (Lease lease : leases) {
      offsets.add(lease.offset());
      due.add(out.timeMillis() + delay(partition, lease, null));
    }
    out.emit(new Fact.Returned(place(partition, s), true, offsets.build(), due.build()));
    out.touch(partition, s);
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
    Subscription s = partition.subscription(receipt.subscription());
    boolean fits =
        receipt.topicUid() == id.topicUid()
            && receipt.partition() == id.partition()
            && LeaseSeq.offset(receipt.leaseSeq()) == id.offset();
    if (s == null || !fits) {
      return Outcome.STALE;
    }
    Lease lease = s.lease(id.offset());
    if (lease != null) {
      boolean current = lease.epoch() == receipt.epoch() && lease.seq() == receipt.leaseSeq();
      return current ? accept(settlement, s, lease, effects) : Outcome.STALE;
    }
    return judgeAcked(settlement, s, receipt);
  }

  private static Outcome judgeAcked(Settlement settlement, Subscription s, Receipt receipt) {
    long offset = settlement.messageId().offset();
    if (!s.isAcked(offset)) {
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

  private static Outcome judgeCurrent(
      Partition partition, Settlement settlement, Map<Integer, Effects> effects) {
    long offset = settlement.messageId().offset();
    Subscription holder = null;
    for (Subscription s : partition.subscriptions()) {
      if (s.lease(offset) != null) {
        if (holder != null) {
          return Outcome.RECEIPT_NEEDED;
        }
        holder = s;
      }
    }
    if (holder != null) {
      return accept(settlement, holder, holder.lease(offset), effects);
    }
    Subscription only =
        partition.subscriptions().size() == 1 ? partition.subscriptions().get(0) : null;
    if (only == null || !only.isAcked(offset)) {
      return Outcome.STALE;
    }
    boolean repeated = settlement.kind() == Kind.ACK && only.remembers(offset);
    return repeated ? Outcome.REPEATED : Outcome.ALREADY_ACKED;
  }

  private static Outcome accept(
      Settlement settlement, Subscription s, Lease lease, Map<Integer, Effects> effects) {
    Effects e = effects.computeIfAbsent(s.number(), n -> new Effects());
    Kind earlier = e.ended.get(lease.offset());
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
      default -> e.released.add(lease.offset());
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
      Longs.Builder offsets = new Longs.Builder();
      Longs.Builder due = new Longs.Builder();
      e.nacked.forEach(
          (lease, settlement) -> {
            offsets.add(lease.offset());
            long delay = delay(partition, lease, settlement);
            due.add(delay == 0 ? 0 : out.timeMillis() + delay);
          });
      out.emit(new Fact.Returned(place, true, offsets.build(), due.build()));
    }
    if (!e.released.isEmpty()) {
      Longs released = e.released.build();
      Longs.Builder due = new Longs.Builder();
      for (int i = 0; i < released.size(); i++) {
        due.add(0);
      }
      out.emit(new Fact.Returned(place, false, released, due.build()));
    }
    out.touch(partition, s);
  }

  /** What is worse than retryable, or failed too often, waits longest until dead letters exist. */
  private long delay(Partition partition, Lease lease, Settlement nack) {
    if (nack != null && nack.delayMillis() >= 0) {
      return nack.delayMillis();
    }
    int attempt = lease.attempts() + 1;
    boolean hopeless = nack != null && nack.failureClass() != FailureClass.Retryable;
    if (hopeless || attempt >= partition.settings().maxDeliveries()) {
      return partition.settings().backoff().maxMillis();
    }
    double random = rules.random().nextDouble();
    return Math.max(1, rules.delivery().retryDelayMillis(partition.settings(), attempt, random));
  }

  private static Place place(Partition partition, Subscription s) {
    return new Place(partition.id().topicUid(), partition.id().partition(), s.number());
  }

  /** What one command does to one subscription. */
  private static final class Effects {
    final Map<Long, Kind> ended = new HashMap<>();
    final Longs.Builder acked = new Longs.Builder();
    final Longs.Builder released = new Longs.Builder();
    final Map<Lease, Settlement> nacked = new LinkedHashMap<>();
    final Map<Long, Longs.Builder> extended = new LinkedHashMap<>();
  }
}
