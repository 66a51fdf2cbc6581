package io.hotswap.broker.core.state;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;

/** Which keys are held and by what; derived from leases and pending messages. */
final class KeyQueues {
  private final Map<Long, KeyQueue> keys = new HashMap<>();

  boolean isUntouched(long keyHash) {
    return !keys.containsKey(keyHash);
  }

  /** Null if nothing of the key is leased or waits; also for no key. */
  KeyQueue find(long keyHash) {
    return keyHash == 0 ? null : keys.get(keyHash);
  }

  KeyQueue open(long keyHash) {
    return keys.computeIfAbsent(keyHash, k -> new KeyQueue());
  }

  NavigableSet<Long> waitingOf(long keyHash) {
    KeyQueue queue = keys.get(keyHash);
    return queue == null
        ? Collections.emptyNavigableSet()
        : Collections.unmodifiableNavigableSet(queue.waiting);
  }

  /** Lists the key's head as ready, or takes it off the list, as it now is. */
  void relist(long keyHash, Map<Long, Pending> pending, ReadySet ready) {
    KeyQueue queue = find(keyHash);
    if (queue == null) {
      return;
    }
    Pending head = null;
    if (!queue.held() && !queue.waiting.isEmpty()) {
      head = pending.get(queue.waiting.first());
    }
    if (head != null && !head.isFreeNow()) {
      head = null;
    }
    if (queue.listed != null && (head == null || head.offset() != queue.listed.offset())) {
      ready.remove(queue.listed);
      queue.listed = null;
    }
    if (head != null && queue.listed == null) {
      ready.add(head);
      queue.listed = head;
    }
    if (queue.isEmpty()) {
      keys.remove(keyHash);
    }
  }
}
