package io.hotswap.broker.core.state;

/**
 * A message below the cursor that is neither leased nor acked: given back, or passed over.
 *
 * @param due when it may be delivered again, 0 for now
 */
public record Pending(long offset, long keyHash, int grants, int attempts, long due) {
  Pending dueAt(long newDue) {
    return new Pending(offset, keyHash, grants, attempts, newDue);
  }
}
