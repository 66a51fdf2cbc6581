package io.hotswap.node.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The {@code kernel} section: how plugins are loaded, swapped and watched.
 *
 * @param startTimeout of a plugin's start
 * @param catchUpTimeout until a new version is no further behind than {@code lagTarget} facts
 * @param proveTimeout of digests and self-check
 * @param switchTimeout per shard: past it the new version seizes the shard
 * @param bakeDefault how long the old version stays as standby unless the swap says otherwise
 * @param bakeHealthInterval between two looks of the health gate
 * @param portQueueMax requests that one paused port (or shard of it) may hold
 * @param portHoldMax how long a request may be held by a paused port
 * @param zombiesMax retired class loaders not yet collected, above which swaps are refused
 * @param watchdogInterval between two pings of an event loop
 * @param watchdogStall without an answer to a ping means stalled
 * @param jarBytesMax of a plugin
 * @param storePlugin id of the plugin that is this node's log store
 * @param trustStore PKCS12 or JKS file with the certificates that may sign plugins
 * @param drainTimeout for what is in flight when the node stops
 * @param listenersMax plugins' listeners for signals, all together
 * @param callBudget of one call of a policy
 * @param callOverrunsMax calls over their budget within a minute after which a policy is replaced
 */
public record KernelSettings(
    Duration startTimeout,
    Duration catchUpTimeout,
    long lagTarget,
    Duration proveTimeout,
    Duration switchTimeout,
    Duration bakeDefault,
    Duration bakeHealthInterval,
    int portQueueMax,
    Duration portHoldMax,
    int zombiesMax,
    Duration watchdogInterval,
    Duration watchdogStall,
    long jarBytesMax,
    String storePlugin,
    Optional<Path> trustStore,
    Duration drainTimeout,
    int listenersMax,
    Duration callBudget,
    int callOverrunsMax) {

  static KernelSettings from(Section section) {
    KernelSettings settings =
        new KernelSettings(
            section.duration("start-timeout", "20s", "10ms", "10m"),
            section.duration("catch-up-timeout", "60s", "10ms", "1h"),
            section.number("lag-target", 1000, 0, 1_000_000_000),
            section.duration("prove-timeout", "30s", "10ms", "10m"),
            section.duration("switch-timeout", "2s", "10ms", "1m"),
            section.duration("bake", "10s", "0s", "1h"),
            section.duration("bake-health-interval", "500ms", "10ms", "1m"),
            section.integer("port-queue-max", 10_000, 1, 1_000_000),
            section.duration("port-hold-max", "10s", "10ms", "5m"),
            section.integer("zombies-max", 5, 1, 1000),
            section.duration("watchdog-interval", "250ms", "10ms", "1m"),
            section.duration("watchdog-stall", "2s", "20ms", "10m"),
            section.size("jar-bytes-max", "64MiB", "1KiB", "1GiB"),
            section.text("store-plugin", "store.embedded"),
            section.optionalText("trust-store").map(Path::of),
            section.duration("drain-timeout", "5s", "0s", "5m"),
            section.integer("listeners-max", 100_000, 1, 10_000_000),
            section.duration("call-budget", "50ms", "1ms", "10s"),
            section.integer("call-overruns-max", 3, 1, 1000));
    section.refuseUnknown();
    return settings;
  }

  /** All defaults. */
  public static KernelSettings defaults() {
    return from(Section.empty("kernel"));
  }
}
