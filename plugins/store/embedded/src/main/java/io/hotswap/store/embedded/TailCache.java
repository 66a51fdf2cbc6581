package io.hotswap.store.embedded;

import java.util.ArrayDeque;

/**
 * The newest blocks of all streams, bounded in bytes; the oldest go first. Writer's thread only.
 */
final class TailCache {
  private static final int OVERHEAD = 200;

  private record Cached(StreamLog stream, Block block, long cost) {}

  private final ArrayDeque<Cached> order = new ArrayDeque<>();
  private final long bytesMax;
  private long bytes;

  TailCache(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  void add(StreamLog stream, Block block) {
    long cost = OVERHEAD + (long) block.entry().paddedLength();
    stream.cache(block);
    order.add(new Cached(stream, block, cost));
    bytes += cost;
    while (bytes > bytesMax) {
      Cached oldest = order.poll();
      oldest.stream().uncache(oldest.block());
      bytes -= oldest.cost();
    }
  }
}
