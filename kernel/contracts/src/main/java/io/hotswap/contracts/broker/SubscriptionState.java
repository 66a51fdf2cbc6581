package io.hotswap.contracts.broker;

import java.util.List;

/**
 * A subscription with its figures and its live consumers.
 *
 * @param lastUsedMillis UTC milliseconds of the last consume or settle this owner saw, 0 if none
 */
public record SubscriptionState(
    SubscriptionView subscription,
    SubscriptionStats stats,
    List<Member> members,
    long lastUsedMillis) {

  /**
   * One live consumer.
   *
   * @param capacity most leases it takes at once, as it declared
   * @param lag ready messages for each member when shared evenly
   */
  public record Member(String consumerId, int leases, int capacity, long lag) {}
}
