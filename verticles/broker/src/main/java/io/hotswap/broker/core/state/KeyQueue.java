package io.hotswap.broker.core.state;

import java.util.NavigableSet;
import java.util.TreeSet;

/** The messages of one key below the cursor: the run that is leased, and what waits behind it. */
final class KeyQueue {
  static final long NONE = -1;

  final NavigableSet<Long> leased = new TreeSet<>();
  final NavigableSet<Long> waiting = new TreeSet<>();

  /** The offset under which this queue is listed as ready. */
  long listed = NONE;

  boolean held() {
    return !leased.isEmpty();
  }

  boolean isEmpty() {
    return leased.isEmpty() && waiting.isEmpty();
  }
}
