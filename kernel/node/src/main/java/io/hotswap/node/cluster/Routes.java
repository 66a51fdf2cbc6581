package io.hotswap.node.cluster;

import io.hotswap.node.ports.RequestPort;
import io.hotswap.node.ports.Slot;
import io.hotswap.node.ports.Target;
import io.hotswap.node.strand.Strand;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;

/**
 * Where the commands of each shard go: to a node, this one too, or they are held. Changed on the
 * strand, read by any thread.
 *
 * <p>From one node to another they go only when none is under way to the first, so that commands of
 * one caller stay in order.
 */
final class Routes {
  private final Strand strand;
  private final RequestPort port;
  private final Function<String, Target> targets;
  private final Duration idleMax;
  private final AtomicReferenceArray<String> to;
  private final boolean[] changing;

  /**
   * @param targets of a node, by its id
   * @param idleMax how long to wait for what is under way
   */
  Routes(Strand strand, RequestPort port, Function<String, Target> targets, Duration idleMax) {
    this.strand = strand;
    this.port = port;
    this.targets = targets;
    this.idleMax = idleMax;
    this.to = new AtomicReferenceArray<>(port.slots());
    this.changing = new boolean[port.slots()];
    for (int shard = 0; shard < port.slots(); shard++) {
      port.slot(shard).pause();
    }
  }

  /** Null while they are held. */
  String of(int shard) {
    return to.get(shard);
  }

  Slot slot(int shard) {
    return port.slot(shard);
  }

  /** Holds what comes; whoever calls it says later where it goes. */
  void hold(int shard) {
    if (to.getAndSet(shard, null) != null) {
      port.slot(shard).pause();
    }
  }

  /** Sends what is held, and what comes, to a node. */
  void send(int shard, String node) {
    String before = to.get(shard);
    if (changing[shard] || Objects.equals(before, node)) {
      return;
    }
    to.set(shard, node);
    Slot slot = port.slot(shard);
    Target target = targets.apply(node);
    if (before == null) {
      slot.resume(target);
      return;
    }
    changing[shard] = true;
    strand
        .within(slot.lead(target), idleMax, "draining shard " + shard)
        .onComplete(
            done -> {
              changing[shard] = false;
              if (node.equals(to.get(shard))) {
                slot.resume(target);
              }
            });
  }

  /** This node's own end has become another one: a swap flipped the slots itself. */
  boolean isHere(int shard, String self) {
    return self.equals(to.get(shard));
  }
}
