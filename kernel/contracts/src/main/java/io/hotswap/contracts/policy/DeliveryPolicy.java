package io.hotswap.contracts.policy;

import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.plugin.PortType;

/** What happens to a message whose delivery failed. Pure and stateless. */
public interface DeliveryPolicy {
  PortType<DeliveryPolicy> AT_LEAST_ONCE =
      PortType.call("delivery.at-least-once", DeliveryPolicy.class);

  /**
   * Milliseconds until the message may be delivered again.
   *
   * @param attempt deliveries used up, at least 1
   * @param random in [0, 1), drawn by the caller so that the policy stays pure
   */
  long retryDelayMillis(TopicSettings settings, int attempt, double random);
}
