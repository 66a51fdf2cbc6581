package io.hotswap.simulation.world;

import io.hotswap.contracts.log.Snapshot;
import io.hotswap.contracts.log.StreamAppend;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the store knows of one shard besides its streams. */
final class SimShard {
  /** An append that is on its way to the medium. */
  static final class Pending {
    final long epoch;
    final List<StreamAppend> appends;
    final Promise<Void> done;
    final SimContext caller;
    Fault fault;

    Pending(long epoch, List<StreamAppend> appends, Promise<Void> done, SimContext caller) {
      this.epoch = epoch;
      this.appends = appends;
      this.done = done;
      this.caller = caller;
    }
  }

  /** In the order in which they become durable. */
  final Deque<Pending> pending = new ArrayDeque<>();

  /** Answered as unknown; what became of them shows at the next claim. */
  final List<Pending> limbo = new ArrayList<>();

  final List<Snapshot> snapshots = new ArrayList<>();
  final Deque<Fault> faults = new ArrayDeque<>();
  long epoch;
  long seq;
  String holder;
  long heldUntil;

  /** Until when each owner's last lease lasts, or would if nobody had seized the shard. */
  final Map<String, Long> leases = new HashMap<>();

  /** Renewals fail until then. */
  long mutedUntil;

  /** When the last append on its way is durable. */
  long busyUntil;

  /** Set when an append of this epoch failed: there is never a hole. */
  boolean failed;
}
