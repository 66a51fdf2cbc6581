package io.hotswap.simulation.model;

import io.hotswap.simulation.model.Cell.State;
import io.hotswap.simulation.world.Judge;
import java.util.Collection;
import java.util.Map;
import java.util.function.LongSupplier;

/** What the owner must do unasked, and not much later than it could. */
final class TimeRules {
  private final Judge judge;
  private final LongSupplier earliest;

  /**
   * @param earliest what the slowest clock says now
   */
  TimeRules(Judge judge, LongSupplier earliest) {
    this.judge = judge;
    this.earliest = earliest;
  }

  /** After an append: nothing of its shard has been overdue for long. */
  void look(Turn turn, Collection<RefPartition> partitions) {
    long clock = earliest.getAsLong();
    for (RefPartition p : partitions) {
      if (p.shard == turn.shard) {
        p.delayed.forEach(waiting -> look(turn, p, waiting, clock));
        p.subscriptions.values().forEach(s -> look(turn, p, s));
      }
    }
  }

  private void look(Turn turn, RefPartition p, RefPartition.Delayed waiting, long clock) {
    boolean overdue = waiting.end == null && waiting.due <= Math.min(turn.time, clock);
    waiting.delay = Delay.of(waiting.delay, overdue, turn);
    judge.require(
        waiting.delay == null || !waiting.delay.isTooLong(turn),
        p.name() + ": " + waiting.name + " is due and does not enter");
  }

  private void look(Turn turn, RefPartition p, RefSubscription s) {
    for (Map.Entry<Long, Cell> entry : s.cells.entrySet()) {
      Cell cell = entry.getValue();
      cell.delay = Delay.of(cell.delay, isOverdue(cell, turn.time), turn);
      if (cell.delay != null && cell.delay.isTooLong(turn)) {
        judge.fail(
            LeaseRules.named(p, s)
                + ": "
                + entry.getKey()
                + " is "
                + cell.state
                + " for too long (expected: its end)");
      }
    }
  }

  private static boolean isOverdue(Cell cell, long time) {
    return (cell.is(State.LEASED) && cell.holder == null && cell.deadline <= time)
        || (cell.is(State.WAITING) && cell.due <= time)
        || cell.is(State.DOOMED);
  }
}
