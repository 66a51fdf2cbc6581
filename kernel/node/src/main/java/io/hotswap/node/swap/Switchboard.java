package io.hotswap.node.swap;

/**
 * The ports of one plugin during a swap. All methods may be called from any thread and never block.
 */
public interface Switchboard {
  /** From now on commands to this shard wait. */
  void pause(int shard);

  /** Sends what waits, then all that follows, of this shard to {@code target}. */
  void resume(int shard, LiveVersion target);

  /** Sends all new requests of the ports that have no shards to {@code target}. */
  void point(LiveVersion target);

  /** What was held since the last call of this method. */
  Holds takeHolds();

  /**
   * Requests that waited at paused ports.
   *
   * @param longestMillis of any one of them
   */
  record Holds(long requests, double longestMillis) {
    Holds plus(Holds other) {
      return new Holds(requests + other.requests, Math.max(longestMillis, other.longestMillis));
    }
  }
}
