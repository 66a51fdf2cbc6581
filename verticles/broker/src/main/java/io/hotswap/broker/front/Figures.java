package io.hotswap.broker.front;

import io.hotswap.contracts.broker.SubscriptionState;
import io.hotswap.contracts.broker.SubscriptionState.Member;
import io.hotswap.contracts.broker.SubscriptionStats;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A subscription's figures over its partitions. */
final class Figures {
  private Figures() {}

  /**
   * @param states of the same subscription, that of its home first
   */
  static SubscriptionState merge(List<SubscriptionState> states) {
    SubscriptionState home = states.get(0);
    SubscriptionStats stats = home.stats();
    long lastUsed = home.lastUsedMillis();
    Map<String, Member> members = new LinkedHashMap<>();
    home.members().forEach(m -> members.put(m.consumerId(), m));
    for (SubscriptionState other : states.subList(1, states.size())) {
      stats = stats.plus(other.stats());
      lastUsed = Math.max(lastUsed, other.lastUsedMillis());
      other.members().forEach(m -> members.merge(m.consumerId(), m, Figures::plus));
    }
    return new SubscriptionState(
        home.subscription(), stats, List.copyOf(members.values()), lastUsed);
  }

  private static Member plus(Member a, Member b) {
    return new Member(
        a.consumerId(),
        a.leases() + b.leases(),
        Math.max(a.capacity(), b.capacity()),
        a.lag() + b.lag());
  }
}
