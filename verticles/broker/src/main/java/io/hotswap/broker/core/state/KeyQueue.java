package io.hotswap.broker.core.state;

import java.util.TreeSet;

/** What is known of one ordering key while it is held or has messages that were passed over. */
final class KeyQueue {
  final long hash;
  final TreeSet<Long> waiting = new TreeSet<>();
  int leased;
  int delayed;

  KeyQueue(long hash) {
    this.hash = hash;
  }

  /** Whether the next consumer may take from it. */
  boolean free() {
    return leased == 0 && delayed == 0;
  }
}
