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
  final Orders orders;
  final String by;
  final String startedAt;
  final Map<String, Double> stepsMs = new LinkedHashMap<>();

  /** Completed by whoever wants this swap taken back while it bakes. */
  final Promise<String> rollback = Promise.promise();

  /** Completed when a held swap may go on: to its weights first if it has any, else to the end. */
  final Promise<Void> released = Promise.promise();

  /** Completed when the weights are over and all calls may go to the new version. */
  final Promise<Void> switching = Promise.promise();

  /** Completed by whoever wants the bake to end well now. */
  final Promise<Void> promoted = Promise.promise();

  /** Percent of calls for the new version once it is released, 100: all. */
  int weight = 100;

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
      Orders orders,
      String by,
      String startedAt) {
    this.id = id;
    this.target = target;
    this.old = old;
    this.bake = bake;
    this.orders = orders;
    this.by = by;
    this.startedAt = startedAt;
  }

  SwapView view() {
    return new SwapView(
        id,
        target.id(),
        old.version(),
        target.version(),
        orders.strategy(),
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
