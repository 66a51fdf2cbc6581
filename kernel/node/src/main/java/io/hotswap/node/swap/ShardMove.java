package io.hotswap.node.swap;

import io.hotswap.contracts.plugin.Shards;
import io.hotswap.node.ports.Slot;
import io.hotswap.node.ports.Target;
import io.hotswap.node.strand.Strand;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves one shard from one version to another while its callers are held, and not longer: pause,
 * wait for what is in flight, hand over, take, resume. Past the limit it is seized.
 */
final class ShardMove {
  private static final Logger log = LoggerFactory.getLogger(ShardMove.class);

  private final Strand strand;
  private final Side from;
  private final Side to;
  private final Duration limit;
  private boolean seizing;

  /**
   * One of the two versions.
   *
   * @param targets empty for a port that only the other one provides
   */
  record Side(Shards shards, List<Optional<Target>> targets) {}

  /**
   * @param seizing whether {@code from} is not even asked
   */
  ShardMove(Strand strand, Side from, Side to, Duration limit, boolean seizing) {
    this.strand = strand;
    this.from = from;
    this.to = to;
    this.limit = limit;
    this.seizing = seizing;
  }

  /**
   * Completes with leases moved. On failure the shard's calls are still held: whoever asked for the
   * move says where they go.
   *
   * @param slots the shard's in each sharded port, in the order of the targets
   */
  Future<Integer> move(int shard, List<Slot> slots) {
    List<Future<Void>> idle = slots.stream().map(Slot::pause).toList();
    return letGo(shard, Future.join(idle))
        .compose(moved -> take(shard, slots, moved.orElse(0), moved.isEmpty()));
  }

  private Future<Integer> take(int shard, List<Slot> slots, int moved, boolean seize) {
    return strand
        .within(to.shards.take(shard, seize), limit, "take(" + shard + ")")
        .map(
            epoch -> {
              resume(slots, to);
              return moved;
            });
  }

  /** Completes with leases moved; with nothing if the shard has to be seized. */
  private Future<Optional<Integer>> letGo(int shard, Future<?> idle) {
    if (seizing) {
      return Future.succeededFuture(Optional.empty());
    }
    return strand
        .within(idle, limit, "draining shard " + shard)
        .compose(
            drained -> strand.within(from.shards.handOver(shard), limit, "handOver(" + shard + ")"))
        .map(Optional::of)
        .recover(
            unwilling -> {
              log.warn("shard {} is seized: {}", shard, unwilling.toString());
              // One that did not answer in time is not waited for again; one that refused this
              // shard, as it may not have it, is asked for the next.
              seizing = unwilling instanceof TimeoutException;
              return Future.succeededFuture(Optional.empty());
            });
  }

  static void resume(List<Slot> slots, Side side) {
    for (int i = 0; i < slots.size(); i++) {
      Slot slot = slots.get(i);
      side.targets.get(i).ifPresentOrElse(slot::resume, slot::close);
    }
  }
}
