package io.hotswap.broker.core.decide;

import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.broker.TopicSettings.Guarantee;
import io.hotswap.contracts.policy.DeadLetterPolicy;
import io.hotswap.contracts.policy.DeliveryPolicy;
import io.hotswap.contracts.policy.MessageFilters;
import io.hotswap.contracts.policy.RoutingPolicy;
import java.util.Map;

/**
 * The rules that plugins bring: ports, whose versions change under the shard without its notice.
 *
 * @param routing by name of the strategy
 */
public record Policies(
    Map<String, RoutingPolicy> routing,
    Map<Guarantee, DeliveryPolicy> delivery,
    MessageFilters filters,
    DeadLetterPolicy deadLetters) {

  /** Those that are part of the broker: for when no plugin brings better ones, and for tests. */
  public static Policies builtIn() {
    return new Policies(
        BuiltIn.routing(), BuiltIn.delivery(), BuiltIn.FILTERS, BuiltIn.DEAD_LETTERS);
  }

  public RoutingPolicy routing(TopicSettings settings) {
    RoutingPolicy policy = routing.get(settings.routingStrategy());
    return policy == null ? BuiltIn.PULL : policy;
  }

  public DeliveryPolicy delivery(TopicSettings settings) {
    return delivery.get(settings.deliveryGuarantee());
  }
}
