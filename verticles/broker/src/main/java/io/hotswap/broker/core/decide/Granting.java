package io.hotswap.broker.core.decide;

import io.hotswap.broker.core.bytes.Longs;
import io.hotswap.broker.core.fact.Fact;
import io.hotswap.broker.core.state.Backlog;
import java.util.HashMap;
import java.util.Map;

/**
 * What every lease must keep, looked at once more before it is granted. It costs a look or two per
 * message, or per run of messages without keys, and asks the state, not the way by which the
 * messages were chosen.
 */
final class Granting {
  private final Backlog backlog;
  private final Fact.Leased fact;

  /** The last message of each key that is taken or passed over. */
  private final Map<Long, Long> taken = new HashMap<>();

  private final Map<Long, Long> passedOver = new HashMap<>();

  private Granting(Backlog backlog, Fact.Leased fact) {
    this.backlog = backlog;
    this.fact = fact;
  }

  /**
   * Looks at leases about to be granted.
   *
   * @throws Breach if one of them must not be
   */
  static void require(Backlog backlog, Fact.Leased fact) {
    Granting granting = new Granting(backlog, fact);
    if (!fact.takenKeys().isEmpty()) {
      granting.passOver();
    }
    for (int i = 0; i < fact.taken().size(); ) {
      int run = fact.takenKeys().isEmpty() ? fact.taken().runLength(i) : 1;
      long first = fact.taken().get(i);
      if (run == 1 || !backlog.isUntouched(first, first + run)) {
        for (int k = i; k < i + run; k++) {
          long key = fact.takenKeys().isEmpty() ? 0 : fact.takenKeys().get(k);
          granting.require(fact.taken().get(k), key);
        }
      }
      i += run;
    }
  }

  /** What shares the fate of a failed one of its key may be overtaken. */
  private void passOver() {
    Longs skipped = fact.skipped();
    for (int i = 0; i < skipped.size(); i++) {
      long key = fact.skippedKeys().get(i);
      if (key != 0 && backlog.condemned(key, skipped.get(i)) == null) {
        passedOver.putIfAbsent(key, skipped.get(i));
      }
    }
  }

  private void require(long offset, long key) {
    if (backlog.isSettled(offset) || backlog.lease(offset) != null) {
      throw new Breach(Invariant.LEASED_AGAIN, describe(offset));
    }
    if (key == 0) {
      return;
    }
    Long before = taken.put(key, offset);
    Long waiting = backlog.waitingOf(key).lower(offset);
    boolean inOrder = before == null || before < offset;
    boolean first = waiting == null || (before != null && waiting <= before);
    boolean next = passedOver.getOrDefault(key, Long.MAX_VALUE) > offset;
    if (!inOrder || !first || !next || backlog.isHeld(key)) {
      throw new Breach(Invariant.KEY_ORDER, describe(offset));
    }
  }

  private String describe(long offset) {
    return "message " + offset + " of " + fact.place() + " for " + fact.consumer();
  }
}
