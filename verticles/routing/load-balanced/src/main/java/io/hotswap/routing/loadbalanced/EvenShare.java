package io.hotswap.routing.loadbalanced;

import io.hotswap.contracts.policy.RoutingPolicy.Ask;
import io.hotswap.contracts.policy.RoutingPolicy.LiveConsumer;

/** Round robin in batches: what is ready, divided by those that wait for it, rounded up. */
final class EvenShare {
  private EvenShare() {}

  /** At least 1; the asking consumer has room and something is ready. */
  static long of(Ask ask) {
    long waiting = 0;
    for (LiveConsumer consumer : ask.consumers()) {
      if (consumer.waiting() && consumer.room() > 0) {
        waiting++;
      }
    }
    // NB: not (ready + waiting - 1) / waiting, which overflows for a ready without bound.
    return (ask.ready() - 1) / waiting + 1;
  }
}
