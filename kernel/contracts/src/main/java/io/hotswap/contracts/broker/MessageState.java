package io.hotswap.contracts.broker;

import java.nio.ByteBuffer;
import java.util.List;

/** A stored message with what each subscription makes of it. */
public record MessageState(
    TopicView topic, int partition, long offset, ByteBuffer record, List<PerSubscription> states) {

  /**
   * One subscription's view of the message.
   *
   * @param state as in the first invariant: {@code ready, leased, delayed, blocked, acked}
   * @param attempts deliveries that used up an attempt so far
   * @param consumerId of the lease, or null
   * @param deadlineMillis of the lease, or 0
   */
  public record PerSubscription(
      String group, String state, int attempts, String consumerId, long deadlineMillis) {}
}
