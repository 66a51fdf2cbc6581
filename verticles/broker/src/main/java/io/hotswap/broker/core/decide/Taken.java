package io.hotswap.broker.core.decide;

import java.util.List;

/**
 * What became of messages that came in.
 *
 * @param first offset of the first one
 * @param spots null when all are new and follow each other from {@code first} on; else of each
 */
public record Taken(long first, List<Spot> spots) {
  /**
   * @param place offset, or the number of one that waits with its mark
   * @param timeMillis when it was published
   * @param duplicate whether that was before
   */
  public record Spot(long place, long timeMillis, boolean duplicate) {}
}
