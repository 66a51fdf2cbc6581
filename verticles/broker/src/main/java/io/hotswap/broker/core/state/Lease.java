package io.hotswap.broker.core.state;

import java.util.Objects;

/**
 * A delivery in progress.
 *
 * @param keyHash 0 if no key holds it
 * @param priority 0..9
 * @param epoch of the owner that granted it
 * @param grant counts the leases of this message, given back ones too
 * @param attempts deliveries used up before this one
 * @param trouble what went wrong before, or null
 */
public record Lease(
    long offset,
    long keyHash,
    int priority,
    long epoch,
    int grant,
    int attempts,
    String consumer,
    long deadline,
    Trouble trouble) {

  public long seq() {
    return LeaseSeq.of(offset, grant);
  }

  /** As it waits when it was given back. */
  Pending back() {
    return new Pending(offset, keyHash, priority, grant, attempts, 0, trouble);
  }

  /** The same of another message. */
  public Lease at(long other) {
    return other == offset
        ? this
        : new Lease(other, keyHash, priority, epoch, grant, attempts, consumer, deadline, trouble);
  }

  /** Whether they differ in their offsets at most. */
  boolean isLike(Lease other) {
    return deadline == other.deadline
        && keyHash == other.keyHash
        && priority == other.priority
        && epoch == other.epoch
        && grant == other.grant
        && attempts == other.attempts
        && consumer.equals(other.consumer)
        && Objects.equals(trouble, other.trouble);
  }

  Lease until(long newDeadline) {
    return new Lease(
        offset, keyHash, priority, epoch, grant, attempts, consumer, newDeadline, trouble);
  }
}
