package io.hotswap.node.swap;

import io.hotswap.contracts.plugin.Shards;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves what a plugin is asked from one live version to another: shard by shard, only the one that
 * moves on hold, then the ports without shards. The same act forward, back and after a failure.
 */
record Handover(SwapState swap, LiveVersion giver, LiveVersion taker) {
  private static final Logger LOG = LoggerFactory.getLogger(Handover.class);

  /**
   * Moves everything. When a shard cannot be taken it goes back to the giver, and this fails:
   * shards that moved before are where they are, and {@link #reversed} brings them back.
   */
  Future<Void> move() {
    int shards = taker.shards().map(Shards::count).orElse(0);
    Future<Void> all = Future.succeededFuture();
    for (int shard = 0; shard < shards; shard++) {
      int one = shard;
      all = all.compose(done -> moveShard(one));
    }
    return all.onSuccess(
            done -> {
              swap.board.point(taker);
              taker.serving(true);
              giver.serving(false);
            })
        .onComplete(done -> swap.countHolds());
  }

  Handover reversed() {
    return new Handover(swap, taker, giver);
  }

  private Future<Void> moveShard(int shard) {
    swap.board.pause(shard);
    return given(shard)
        .compose(seize -> taken(shard, taker, seize))
        .onSuccess(done -> swap.board.resume(shard, taker))
        .recover(
            failure ->
                taken(shard, giver, true)
                    .onComplete(done -> swap.board.resume(shard, giver))
                    .transform(done -> Future.failedFuture(failure)));
  }

  /** Completes with whether the shard must be seized, because the giver did not give it. */
  private Future<Boolean> given(int shard) {
    Future<Integer> handOver = giver.shards().orElseThrow().handOver(shard);
    return swap.strand
        .within(handOver, swap.settings.switchTimeout(), "handing over shard " + shard)
        .transform(
            done -> {
              if (done.succeeded()) {
                swap.leasesMoved.addAndGet(done.result());
              } else {
                LOG.warn("{}: seizing shard {}: {}", swap.plugin, shard, done.cause().getMessage());
              }
              return Future.succeededFuture(done.failed());
            });
  }

  private Future<Void> taken(int shard, LiveVersion version, boolean seize) {
    Future<Long> take = version.shards().orElseThrow().take(shard, seize);
    return swap.strand
        .within(take, swap.settings.switchTimeout(), "taking shard " + shard)
        .mapEmpty();
  }
}
