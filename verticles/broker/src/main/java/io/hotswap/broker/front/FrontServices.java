package io.hotswap.broker.front;

import io.hotswap.contracts.broker.BrokerStatus;
import io.hotswap.contracts.broker.ShardPort;
import io.hotswap.contracts.plugin.Signals;
import io.hotswap.contracts.policy.MessageFilters;
import java.time.Clock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What the front works with.
 *
 * @param shards how many there are behind the port
 * @param registry kept up to date by this version's shard 0
 * @param filters by which filters of subscriptions are checked
 * @param clock the one that facts are stamped with
 * @param nanos for durations
 */
public record FrontServices(
    ShardPort port,
    int shards,
    RegistryView registry,
    MessageFilters filters,
    Signals signals,
    Timers timers,
    Clock clock,
    LongSupplier nanos,
    Supplier<BrokerStatus> status,
    FrontLimits limits) {}
