package io.hotswap.simulation.model;

import io.hotswap.broker.core.state.Backlog;
import io.hotswap.broker.core.state.Lease;
import io.hotswap.broker.core.state.Partition;
import io.hotswap.broker.core.state.PartitionId;
import io.hotswap.broker.core.state.Pending;
import io.hotswap.broker.core.state.ShardState;
import io.hotswap.broker.core.state.Subscription;
import io.hotswap.simulation.model.Cell.State;
import io.hotswap.simulation.world.Judge;
import java.util.Objects;

/** Whether a broker's state says of each message what the model says. */
final class Likeness {
  private final Judge judge;

  Likeness(Judge judge) {
    this.judge = judge;
  }

  void require(RefPartition p, ShardState state) {
    Partition real = state.partition(new PartitionId(p.topic.uid(), p.partition));
    if (real.end() != p.end() || real.first() != p.first) {
      String theirs = real.first() + ".." + real.end();
      judge.fail(p.name() + ": " + theirs + " (expected: " + p.first + ".." + p.end() + ")");
    }
    for (RefSubscription s : p.subscriptions.values()) {
      Subscription theirs = real.subscription(s.view.number());
      Backlog backlog = theirs.backlog(real.first());
      String difference = s.difference(backlog.tally(real.end()));
      judge.require(difference == null, LeaseRules.named(p, s) + ": " + difference);
      judge.require(
          theirs.isIdle() || backlog.isWhole(real.end()),
          LeaseRules.named(p, s) + ": does not add up");
      s.cells.forEach((offset, cell) -> require(p, s, offset, cell, backlog));
    }
  }

  private void require(RefPartition p, RefSubscription s, long offset, Cell cell, Backlog backlog) {
    Lease lease = backlog.lease(offset);
    Pending pending = backlog.pending(offset);
    boolean same =
        cell.is(State.LEASED)
            ? lease != null && isSame(cell, lease, backlog.holder(offset))
            : lease == null && (pending == null || isSame(cell, pending));
    if (!same) {
      judge.fail(
          LeaseRules.named(p, s)
              + ": "
              + offset
              + " is "
              + lease
              + pending
              + " (expected: "
              + cell
              + ")");
    }
  }

  private static boolean isSame(Cell cell, Lease lease, String holder) {
    return cell.deadline == lease.deadline()
        && cell.attempts == lease.attempts()
        && cell.grants == lease.grant()
        && cell.epoch == lease.epoch()
        && cell.consumer.equals(lease.consumer())
        && Objects.equals(cell.holder, holder);
  }

  private static boolean isSame(Cell cell, Pending pending) {
    return !cell.state.isOver()
        && cell.due == pending.due()
        && cell.attempts == pending.attempts()
        && cell.grants == pending.grants();
  }
}
