package io.hotswap.broker.core.decide;

import io.hotswap.contracts.policy.RoutingPolicy;
import java.util.List;

/**
 * The built-in grant rule: who pulls gets what there is, for a consumer with room is the one that
 * asks; pulling by itself balances the load. A declared capacity bounds its unsettled leases.
 */
public final class PullRouting implements RoutingPolicy {
  @Override
  public int grant(List<LiveConsumer> consumers, int asking, long ready, int wanted) {
    LiveConsumer consumer = consumers.get(asking);
    long room = Math.max(0, (long) consumer.capacity() - consumer.leases());
    return (int) Math.min(wanted, Math.min(room, Math.max(0, ready)));
  }
}
