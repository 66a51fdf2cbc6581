package io.hotswap.node.swap;

import io.hotswap.contracts.plugin.Shards;
import io.hotswap.node.lifecycle.Surroundings;
import io.hotswap.node.ports.Moves;
import io.vertx.core.Future;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The shards that a swap is about: all of them on a node that is alone, in a cluster those that the
 * node owns at the time, and the first, which every node follows.
 */
record OwnedShards(Surroundings around) {
  private static final int FIRST = 0;

  /** Shards opened at once. */
  private static final int WIDTH = 8;

  List<Integer> of(Shards owner) {
    return IntStream.range(0, owner.count())
        .filter(shard -> around.cluster().isEmpty() || owner.epoch(shard) > 0)
        .boxed()
        .toList();
  }

  /** Has {@code next} follow what {@code owner} owns. */
  Future<Void> follow(Shards next, Shards owner) {
    if (around.cluster().isEmpty()) {
      return next.follow();
    }
    List<Integer> owned = of(owner);
    return next.follow(FIRST)
        .compose(
            first ->
                around.strand().each(owned.size(), WIDTH, index -> next.follow(owned.get(index))));
  }

  /** In a cluster a shard may have come since the others were opened. */
  Future<Void> follow(Shards next, int shard) {
    return around.cluster().isEmpty() ? Future.succeededFuture() : next.follow(shard);
  }

  Moves moves() {
    return around.cluster().map(cluster -> cluster.moves()).orElse(Moves.NONE);
  }
}
