package io.hotswap.broker.core.decide;

import io.hotswap.broker.core.bytes.Codes;
import io.hotswap.broker.core.bytes.Longs;
import io.hotswap.broker.core.fact.Fact;
import io.hotswap.broker.core.fact.Fate;
import io.hotswap.broker.core.state.Backlog;
import io.hotswap.broker.core.state.Lease;
import io.hotswap.broker.core.state.Partition;
import io.hotswap.broker.core.state.Pending;
import io.hotswap.broker.core.state.Subscription;
import io.hotswap.contracts.broker.DeadReason;
import io.hotswap.contracts.broker.TopicSettings.OnKeyFailure;
import java.util.ArrayList;
import java.util.List;

/** Leases that end without an ack, on their way into one fact. */
final class Returns {
  /** Ready again, as if nothing had been. */
  static final Verdict AT_ONCE = new Verdict(0, Fate.RETRIED);

  /**
   * What becomes of a message.
   *
   * @param due when it may be delivered again, 0 for at once
   */
  record Verdict(long due, Fate fate) {}

  private final List<Lease> leases = new ArrayList<>();
  private final Longs.Builder offsets = new Longs.Builder();
  private final Longs.Builder due = new Longs.Builder();
  private final Longs.Builder fates = new Longs.Builder();
  private final List<String> errors = new ArrayList<>();
  private boolean anyError;
  private boolean anyFate;

  void add(Lease lease, Verdict verdict, String error) {
    leases.add(lease);
    offsets.add(lease.offset());
    due.add(verdict.due());
    fates.add(Codes.of(verdict.fate()));
    errors.add(error);
    anyError |= !error.isEmpty();
    anyFate |= verdict.fate() != Fate.RETRIED;
  }

  void emit(Outbox out, Partition partition, Subscription s, Fact.Cause cause) {
    out.emit(
        new Fact.Returned(
            Pulling.place(partition, s),
            cause,
            offsets.build(),
            due.build(),
            anyError ? errors : List.of(),
            anyFate ? fates.build() : Longs.EMPTY));
    if (anyFate && partition.settings().onKeyFailure() == OnKeyFailure.Park) {
      condemn(out, partition, s);
    }
    out.touch(partition, s);
  }

  /** The rest of a failed message's key shares its fate. */
  private void condemn(Outbox out, Partition partition, Subscription s) {
    for (Lease lease : leases) {
      Backlog backlog = s.backlog(partition.first());
      Pending failed = backlog.pending(lease.offset());
      if (lease.keyHash() == 0 || failed == null || !failed.isDoomed()) {
        continue;
      }
      Longs.Builder rest = new Longs.Builder();
      for (long offset : backlog.waitingOf(lease.keyHash())) {
        if (!backlog.pending(offset).isDoomed()) {
          rest.add(offset);
        }
      }
      DeadReason reason = failed.fate().reason();
      if (!rest.isEmpty()) {
        out.emit(new Fact.Condemned(Pulling.place(partition, s), reason, rest.build()));
      }
      if (backlog.cursor() < partition.end()) {
        long until = partition.end();
        out.emit(new Fact.KeyClosed(Pulling.place(partition, s), reason, lease.keyHash(), until));
      }
    }
  }
}
