package io.hotswap.simulation.model;

import io.hotswap.broker.core.bytes.Longs;
import io.hotswap.broker.core.fact.Fact;
import io.hotswap.simulation.model.Cell.State;
import io.hotswap.simulation.world.Judge;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which messages may be leased before which. */
final class OrderRules {
  /** Appends that may be on their way when a lease is decided: what they hold is not seen yet. */
  private static final int IN_FLIGHT_MAX = 4;

  private final Judge judge;

  OrderRules(Judge judge) {
    this.judge = judge;
  }

  /** To be called before the messages become leased. */
  void check(Turn turn, RefPartition p, RefSubscription s, Fact.Leased f) {
    Set<Long> taken = new HashSet<>();
    add(f.filtered(), taken);
    add(f.expired(), taken);
    for (int i = 0; i < f.taken().size(); i++) {
      long offset = f.taken().get(i);
      judge.require(taken.add(offset), "leased twice at once: " + p.name() + " " + offset);
      if (p.isKeyed()) {
        keys(p, s, f, offset, taken);
      } else if (p.steady) {
        turns(turn, p, s, offset, taken);
      }
    }
  }

  private static void add(Longs offsets, Set<Long> all) {
    for (int i = 0; i < offsets.size(); i++) {
      all.add(offsets.get(i));
    }
  }

  private void keys(
      RefPartition p, RefSubscription s, Fact.Leased f, long offset, Set<Long> taken) {
    for (long before : p.before(offset)) {
      Cell cell = s.cells.get(before);
      boolean settled =
          cell == null
              || cell.state.isOver()
              || cell.is(State.DOOMED)
              || cell.closed != null
              || taken.contains(before)
              || (cell.is(State.LEASED) && cell.consumer.equals(f.consumer()));
      if (!settled) {
        judge.fail(
            LeaseRules.named(p, s)
                + ": key "
                + p.entries.get((int) offset).key()
                + " leased at "
                + offset
                + " while "
                + before
                + " is "
                + cell.state);
      }
    }
  }

  /** Without keys: the highest priority first where it matters, else what was never handed out. */
  private void turns(Turn turn, RefPartition p, RefSubscription s, long offset, Set<Long> taken) {
    boolean ranked = p.settings().routingStrategy().equals("Priority");
    Cell mine = s.cells.get(offset);
    RefPartition.Entry entry = p.entries.get((int) offset);
    for (Map.Entry<Long, Cell> other : s.cells.entrySet()) {
      RefPartition.Entry passed = p.entries.get((int) (long) other.getKey());
      boolean free =
          other.getValue().is(State.READY)
              && !taken.contains(other.getKey())
              && passed.turn() < turn.number - IN_FLIGHT_MAX
              && s.wants(p, passed)
              && !passed.isExpired(p.settings(), turn.time);
      boolean earlier = other.getKey() < offset;
      boolean first =
          ranked
              ? passed.priority() > entry.priority()
                  || (passed.priority() == entry.priority() && earlier)
              : earlier && mine != null && mine.grants == 0 && other.getValue().grants == 0;
      if (free && first) {
        judge.fail(
            LeaseRules.named(p, s)
                + ": leased "
                + offset
                + " of priority "
                + entry.priority()
                + " before "
                + other.getKey()
                + " of priority "
                + passed.priority());
      }
    }
  }
}
