package io.hotswap.routing.priority;

import io.hotswap.contracts.policy.RoutingPolicy;
import java.util.List;

/**
 * The highest priority first, and consumers with more capacity first. So that a flood of high
 * priorities starves nobody, every second message goes to the one that has waited longest, if it
 * has waited longer than the topic allows: late ones and urgent ones each get half at worst.
 */
public final class PriorityRouting implements RoutingPolicy {
  @Override
  public boolean ranked() {
    return true;
  }

  @Override
  public int grant(Ask ask) {
    int capacity = ask.consumer().capacity();
    for (LiveConsumer other : ask.consumers()) {
      if (other.waiting() && other.room() > 0 && other.capacity() > capacity) {
        return 0;
      }
    }
    return ask.most();
  }

  @Override
  public int choose(List<Head> heads, long turn, long maxWaitMillis) {
    if (turn % 2 == 0) {
      return 0;
    }
    int longest = 0;
    for (int i = 1; i < heads.size(); i++) {
      if (heads.get(i).waitedMillis() > heads.get(longest).waitedMillis()) {
        longest = i;
      }
    }
    return heads.get(longest).waitedMillis() > maxWaitMillis ? longest : 0;
  }
}
