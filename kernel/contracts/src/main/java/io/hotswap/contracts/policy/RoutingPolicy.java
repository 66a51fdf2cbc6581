package io.hotswap.contracts.policy;

import io.hotswap.contracts.plugin.PortType;
import java.util.List;

/** Which of the live consumers of a group may be given messages now. Pure and stateless. */
public interface RoutingPolicy {
  PortType<RoutingPolicy> LOAD_BALANCED =
      PortType.call("routing.load-balanced", RoutingPolicy.class);

  /**
   * How many of the ready messages the asking consumer gets.
   *
   * @param asking index into {@code consumers}
   * @param ready messages that could be handed out now
   * @param wanted the most that the consumer takes, at least 1
   * @return 0..wanted
   */
  int grant(List<LiveConsumer> consumers, int asking, long ready, int wanted);

  /** A consumer with its unsettled leases, in order of joining. */
  record LiveConsumer(String id, int leases, int capacity) {}
}
