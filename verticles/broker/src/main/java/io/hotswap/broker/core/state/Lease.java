package io.hotswap.broker.core.state;

/**
 * One delivery in progress.
 *
 * @param keyHash of the ordering key, 0 if order does not matter for this message
 */
public record Lease(long offset, long keyHash, long epoch, long seq, String consumer, long deadline) {
  Lease until(long newDeadline) {
    return new Lease(offset, keyHash, epoch, seq, consumer, newDeadline);
  }
}
