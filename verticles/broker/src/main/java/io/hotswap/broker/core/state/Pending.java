package io.hotswap.broker.core.state;

import io.hotswap.broker.core.fact.Fate;

/**
 * A message below the cursor that is neither leased nor settled: given back, or passed over.
 *
 * @param due when it may be delivered again, 0 for now
 * @param trouble what went wrong before, or null
 */
public record Pending(
    long offset, long keyHash, int priority, int grants, int attempts, long due, Trouble trouble) {
  Pending dueAt(long newDue) {
    return new Pending(offset, keyHash, priority, grants, attempts, newDue, trouble);
  }

  Pending with(Trouble newTrouble) {
    return again(attempts, 0, newTrouble);
  }

  Pending again(int newAttempts, long newDue, Trouble newTrouble) {
    return new Pending(offset, keyHash, priority, grants, newAttempts, newDue, newTrouble);
  }

  public Fate fate() {
    return trouble == null ? Fate.RETRIED : trouble.fate();
  }

  /** Whether it may be leased as far as it alone decides. */
  public boolean isFreeNow() {
    return due == 0 && fate() == Fate.RETRIED;
  }

  /** Whether it only waits to become a dead letter. */
  public boolean isDoomed() {
    return fate().reason() != null;
  }
}
