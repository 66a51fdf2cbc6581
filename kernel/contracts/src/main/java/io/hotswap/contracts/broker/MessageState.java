package io.hotswap.contracts.broker;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A stored message with what each subscription makes of it.
 *
 * @param journey oldest first; at most 1,000 steps, and only what the kept facts still tell
 */
public record MessageState(
    TopicView topic,
    int partition,
    long offset,
    ByteBuffer record,
    List<PerSubscription> states,
    List<Journey> journey) {

  /**
   * One subscription's view of the message.
   *
   * @param state as in the first invariant: {@code ready, leased, delayed, blocked, parked, acked,
   *     dead, expired, trimmed, cancelled, filtered}, {@code scheduled} before its delivery time,
   *     {@code settled} when it is over and the facts do not tell how
   * @param attempts deliveries that used up an attempt so far
   * @param consumerId of the lease, or null
   * @param deadlineMillis of the lease, or 0
   */
  public record PerSubscription(
      String group, String state, int attempts, String consumerId, long deadlineMillis) {}
}
