package io.hotswap.node.swap;

import io.hotswap.node.config.KernelSettings;
import io.hotswap.node.strand.Strand;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the steps of one swap share. Written by one step at a time; the request to roll back and the
 * counters may come from other threads.
 */
final class SwapState {
  final String plugin;
  final String toVersion;
  final Duration bake;
  final Fleet fleet;
  final LiveVersion from;
  final Switchboard board;
  final KernelSettings settings;
  final Strand strand;

  /** Set by {@link Load}. */
  volatile LiveVersion to;

  /** Of the new version before it served. */
  volatile long faultsBefore;

  volatile String stateDigest;
  volatile Switchboard.Holds holds = new Switchboard.Holds(0, 0);
  final AtomicLong leasesMoved = new AtomicLong();
  final AtomicBoolean rollbackWanted = new AtomicBoolean();

  SwapState(
      String plugin,
      String toVersion,
      Duration bake,
      Fleet fleet,
      KernelSettings settings,
      Strand strand) {
    this.plugin = plugin;
    this.toVersion = toVersion;
    this.bake = bake;
    this.fleet = fleet;
    this.from = fleet.active(plugin);
    this.board = fleet.switchboard(plugin);
    this.settings = settings;
    this.strand = strand;
  }

  void countHolds() {
    holds = holds.plus(board.takeHolds());
  }

  long factsReplayed() {
    LiveVersion version = to;
    return version == null ? 0 : version.shards().map(shards -> shards.factsReplayed()).orElse(0L);
  }
}
