package io.hotswap.node.swap;

import io.hotswap.contracts.admin.SwapView;
import io.hotswap.node.lifecycle.PluginInstance;
import io.hotswap.node.loader.InstalledVersion;
import io.hotswap.node.ports.HoldStats;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** A swap under way: what its steps share. On the strand only. */
final class SwapRun {
  final String id;
  final InstalledVersion target;
  final PluginInstance old;
  final Duration bake;
  final String strategy;
  final String by;
  final String startedAt;
  final Map<String, Double> stepsMs = new LinkedHashMap<>();

  /** Completed by whoever wants this swap taken back while it bakes. */
  final Promise<String> rollback = Promise.promise();

  /** The node stops: the choice of a version is left as it is on disk. */
  volatile boolean left;

  SwapView.State state = SwapView.State.Running;
  String step = "load";
  String endedAt;
  String error;
  String verdict = "running";
  PluginInstance next;
  String stateDigest;
  long factsReplayed;
  long leasesMoved;
  HoldStats holds = new HoldStats();

  SwapRun(
      String id,
      InstalledVersion target,
      PluginInstance old,
      Duration bake,
      String strategy,
      String by,
      String startedAt) {
    this.id = id;
    this.target = target;
    this.old = old;
    this.bake = bake;
    this.strategy = strategy;
    this.by = by;
    this.startedAt = startedAt;
  }

  SwapView view() {
    return new SwapView(
        id,
        target.id(),
        old.version(),
        target.version(),
        strategy,
        state,
        step,
        startedAt,
        endedAt,
        by,
        error,
        new SwapView.Receipt(
            old.installed().digest(),
            target.digest(),
            stateDigest,
            factsReplayed,
            holds.held(),
            holds.longestMillis(),
            leasesMoved,
            new LinkedHashMap<>(stepsMs),
            verdict));
  }
}
