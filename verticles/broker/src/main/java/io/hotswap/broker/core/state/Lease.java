package io.hotswap.broker.core.state;

/**
 * A delivery in progress.
 *
 * @param keyHash 0 if no key holds it
 * @param epoch of the owner that granted it
 * @param grant counts the leases of this message, given back ones too
 * @param attempts deliveries used up before this one
 */
public record Lease(
    long offset,
    long keyHash,
    long epoch,
    int grant,
    int attempts,
    String consumer,
    long deadline) {

  public long seq() {
    return LeaseSeq.of(offset, grant);
  }

  Lease until(long newDeadline) {
    return new Lease(offset, keyHash, epoch, grant, attempts, consumer, newDeadline);
  }
}
