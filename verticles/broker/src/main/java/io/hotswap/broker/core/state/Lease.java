package io.hotswap.broker.core.state;

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

  Lease until(long newDeadline) {
    return new Lease(
        offset, keyHash, priority, epoch, grant, attempts, consumer, newDeadline, trouble);
  }
}
