package io.hotswap.broker.shard;

import io.hotswap.broker.BrokerConfig;
import io.hotswap.broker.BrokerMeters;
import io.hotswap.broker.core.decide.Rules;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.log.LogStore;
import io.hotswap.contracts.plugin.Signals;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What all shards of a version share.
 *
 * @param owner the name under which shards are claimed
 * @param clustered whether owners of other nodes may fence one of these
 * @param nanos the monotonic clock
 * @param topics told the durable registry whenever it changes
 * @param tailCacheUsed bytes of recent messages at hand, of all shards
 */
public record ShardServices(
    LogStore store,
    String owner,
    boolean clustered,
    BrokerConfig config,
    Rules rules,
    Clock clock,
    LongSupplier nanos,
    Signals signals,
    BrokerMeters meters,
    Errands errands,
    Consumer<List<TopicView>> topics,
    AtomicLong factsReplayed,
    AtomicLong tailCacheUsed) {}
