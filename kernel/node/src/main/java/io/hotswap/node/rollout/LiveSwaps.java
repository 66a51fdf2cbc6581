package io.hotswap.node.rollout;

import io.hotswap.contracts.admin.RolloutView.Figures;
import io.hotswap.contracts.admin.SwapView;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.plugin.Descriptor;
import io.hotswap.contracts.plugin.Shards;
import io.hotswap.node.lifecycle.PluginInstance;
import io.hotswap.node.lifecycle.Residents;
import io.hotswap.node.lifecycle.Surroundings;
import io.hotswap.node.loader.InstalledVersion;
import io.hotswap.node.ports.Target;
import io.hotswap.node.swap.Coordinator;
import io.hotswap.node.swap.Orders;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The real plugins and swaps of this node. */
final class LiveSwaps implements NodeSwaps {
  private final Surroundings around;
  private final Residents residents;
  private final Coordinator coordinator;
  private final Jars jars;
  private final LongSupplier gatewayErrors;

  /** 5xx answers of the gateway when the last swap of each plugin began. */
  private final Map<String, Long> errorsBefore = new HashMap<>();

  LiveSwaps(
      Surroundings around,
      Residents residents,
      Coordinator coordinator,
      Jars jars,
      LongSupplier gatewayErrors) {
    this.around = around;
    this.residents = residents;
    this.coordinator = coordinator;
    this.jars = jars;
    this.gatewayErrors = gatewayErrors;
  }

  @Override
  public Optional<String> serving(String plugin) {
    return residents.serving(plugin).map(PluginInstance::version);
  }

  @Override
  public Jar jar(String plugin, String version) {
    List<InstalledVersion> known = around.repository().versions(plugin);
    InstalledVersion jar =
        known.stream()
            .filter(each -> each.version().equals(version))
            .findFirst()
            .orElseThrow(
                () ->
                    Problem.of(
                        ErrorCode.PluginNotFound,
                        "version: %s of %s (expected: one of %s)"
                            .formatted(
                                version,
                                plugin,
                                known.stream().map(InstalledVersion::version).toList())));
    Descriptor.Kind kind = jar.descriptor().kind();
    if (kind == Descriptor.Kind.store) {
      throw Problem.of(
          ErrorCode.NotImplemented,
          "kind: store (expected: another kind; a store is changed by a restart for now)");
    }
    return new Jar(jar.digest(), kind != Descriptor.Kind.broker);
  }

  @Override
  public int shards(String plugin) {
    Shards shards = residents.serving(plugin).flatMap(PluginInstance::shards).orElse(null);
    int owned = 0;
    for (int shard = 0; shards != null && shard < shards.count(); shard++) {
      owned += shards.epoch(shard) > 0 ? 1 : 0;
    }
    return owned;
  }

  @Override
  public Optional<SwapView> running(String plugin) {
    return coordinator.running(plugin);
  }

  @Override
  public Optional<SwapView> swap(String id) {
    return coordinator.swap(id);
  }

  @Override
  public Future<SwapView> begin(String plugin, String version, Orders orders, String by) {
    errorsBefore.put(plugin, gatewayErrors.getAsLong());
    return coordinator.bring(plugin, version, orders, by);
  }

  @Override
  public void go(String swapId, int weight) {
    coordinator.go(swapId, weight);
  }

  @Override
  public void promote(String swapId) {
    coordinator.promote(swapId);
  }

  @Override
  public void back(String swapId, String why) {
    coordinator.back(swapId, why);
  }

  @Override
  public Figures figures(String plugin, String version) {
    PluginInstance instance = residents.find(plugin, version).orElse(null);
    if (instance == null) {
      return Figures.NONE;
    }
    long calls = 0;
    long faults = 0;
    long p99 = 0;
    for (Target target : instance.targets().values()) {
      calls += target.calls();
      faults += target.faults();
      p99 = Math.max(p99, target.p99Nanos());
    }
    if (instance.descriptor().kind() == Descriptor.Kind.gateway) {
      faults += gatewayErrors.getAsLong() - errorsBefore.getOrDefault(plugin, 0L);
    }
    return new Figures(
        calls,
        faults,
        p99 == 0 ? null : p99 / 1e6,
        instance.complaint().orElse(null),
        instance.stall().orElse(null));
  }

  @Override
  public boolean stored(String plugin, String version, String digest) {
    Optional<InstalledVersion> stored = around.repository().version(plugin, version);
    stored
        .filter(each -> !each.digest().equals(digest))
        .ifPresent(
            other -> {
              throw Problem.of(
                  ErrorCode.PluginExists,
                  "version: %s %s is stored with digest %s (expected: %s)"
                      .formatted(plugin, version, other.digest(), digest));
            });
    return stored.isPresent();
  }

  @Override
  public Future<Void> obtain(String plugin, String version, String digest, List<String> sources) {
    Future<Void> got = jars.obtain(plugin, version, digest, sources);
    return got.transform(
        result ->
            around
                .strand()
                .call(
                    () ->
                        result.succeeded()
                            ? Future.succeededFuture()
                            : Future.failedFuture(result.cause())));
  }

  @Override
  public boolean changedSince(String plugin, long millis) {
    return coordinator.remembered().stream()
        .filter(swap -> swap.plugin().equals(plugin))
        .filter(swap -> swap.state() == SwapView.State.Succeeded && swap.endedAt() != null)
        .filter(
            swap -> swap.requestedBy() == null || !swap.requestedBy().contains(" in " + Begin.ID))
        .anyMatch(swap -> Instant.parse(swap.endedAt()).toEpochMilli() > millis);
  }
}
