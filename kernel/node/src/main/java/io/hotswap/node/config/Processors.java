package io.hotswap.node.config;

/** What this machine can run at the same time. */
public final class Processors {
  private Processors() {}

  /**
   * How many event loops to use where so many are of use: not more than one for each two
   * processors, because edge, gateway, broker and store take turns, and loops that share a
   * processor only wake each other up.
   */
  public static int loops(int wanted) {
    return loops(wanted, Runtime.getRuntime().availableProcessors());
  }

  static int loops(int wanted, int processors) {
    return Math.max(1, Math.min(wanted, processors / 2));
  }
}
