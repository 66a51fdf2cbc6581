package io.hotswap.broker.core.state;

import io.hotswap.contracts.message.Limits;
import java.util.NavigableSet;
import java.util.TreeSet;

/** Messages below the cursor that may be leased now, by priority. Null sets are empty ones. */
public final class ReadySet {
  private static final long NONE = -1;

  private final TreeSet<?>[] byPriority = new TreeSet<?>[Limits.PRIORITY_MAX + 1];
  private int size;

  ReadySet() {}

  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /** The first offset above {@code after} whatever its priority, or -1. */
  public long next(long after) {
    long next = NONE;
    for (int priority = 0; priority <= Limits.PRIORITY_MAX; priority++) {
      long candidate = next(priority, after);
      if (candidate != NONE && (next == NONE || candidate < next)) {
        next = candidate;
      }
    }
    return next;
  }

  /** The first offset of that priority above {@code after}, or -1. */
  public long next(int priority, long after) {
    NavigableSet<Long> set = set(priority);
    Long next = set == null ? null : set.higher(after);
    return next == null ? NONE : next;
  }

  void add(Pending p) {
    if (byPriority[p.priority()] == null) {
      byPriority[p.priority()] = new TreeSet<Long>();
    }
    if (set(p.priority()).add(p.offset())) {
      size++;
    }
  }

  void remove(Pending p) {
    NavigableSet<Long> set = set(p.priority());
    if (set != null && set.remove(p.offset())) {
      size--;
    }
  }

  @SuppressWarnings("unchecked") // nothing else is put in there
  private NavigableSet<Long> set(int priority) {
    return (NavigableSet<Long>) byPriority[priority];
  }
}
