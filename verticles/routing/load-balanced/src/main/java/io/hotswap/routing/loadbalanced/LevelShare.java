package io.hotswap.routing.loadbalanced;

import io.hotswap.contracts.policy.RoutingPolicy.Ask;
import io.hotswap.contracts.policy.RoutingPolicy.LiveConsumer;

/**
 * Least loaded in batches. Nothing while another one that waits and has room holds fewer leases.
 * Else what the asking consumer would get if all that is ready were dealt one by one, each to the
 * least loaded at that moment: as water fills vessels to one level.
 */
final class LevelShare {
  private final Ask ask;
  private final int mine;

  private LevelShare(Ask ask) {
    this.ask = ask;
    this.mine = ask.consumer().leases();
  }

  /** The asking consumer has room and something is ready; at least 1 for the least loaded. */
  static long of(Ask ask) {
    LevelShare share = new LevelShare(ask);
    return share.othersHoldFewer() ? 0 : share.level() - share.mine;
  }

  private boolean othersHoldFewer() {
    for (LiveConsumer consumer : ask.consumers()) {
      if (consumer.waiting() && consumer.room() > 0 && consumer.leases() < mine) {
        return true;
      }
    }
    return false;
  }

  /** The lowest level that takes up all that is ready, or the one at which the asking is full. */
  private long level() {
    long low = mine + 1L;
    long high = ask.consumer().capacity();
    while (low < high) {
      long middle = low + (high - low) / 2;
      if (takenUp(middle) >= ask.ready()) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private long takenUp(long level) {
    long sum = 0;
    for (LiveConsumer consumer : ask.consumers()) {
      if (consumer.waiting()) {
        sum += Math.min(consumer.room(), Math.max(0, level - consumer.leases()));
      }
    }
    return sum;
  }
}
