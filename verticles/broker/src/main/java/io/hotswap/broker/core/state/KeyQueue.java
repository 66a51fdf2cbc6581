package io.hotswap.broker.core.state;

import java.util.NavigableSet;
import java.util.TreeSet;

/** The messages of one key below the cursor: the run that is leased, and what waits behind it. */
final class KeyQueue {
  final NavigableSet<Long> leased = new TreeSet<>();
  final NavigableSet<Long> waiting = new TreeSet<>();

  /** The message under which this queue is listed as ready, or null. */
  Pending listed;

  boolean held() {
    return !leased.isEmpty();
  }

  boolean isEmpty() {
    return leased.isEmpty() && waiting.isEmpty();
  }
}
