package io.hotswap.node.ports;

/** Picks a percentage of calls, as evenly as it goes and always the same ones. For one thread. */
final class Spread {
  private int percent;
  private int owed;

  /** Begins anew. */
  void percent(int now) {
    if (now < 0 || now > 100) {
      throw new IllegalArgumentException("percent: " + now + " (expected: 0 .. 100)");
    }
    percent = now;
    owed = 0;
  }

  int percent() {
    return percent;
  }

  /** Whether the next call is one of them. */
  boolean next() {
    owed += percent;
    if (owed < 100) {
      return false;
    }
    owed -= 100;
    return true;
  }
}
