/**
 * The broker plugin: topics, subscriptions and leases as shards that fold facts.
 *
 * <p>Reading order: {@link io.hotswap.broker.core.state.ShardState} (what a shard knows), {@link
 * io.hotswap.broker.core.decide.Decider} (what it decides), {@code shard.Owner} (how decisions
 * reach the log and answers go out), {@code shard.Shard} (how ownership moves), {@code front.Front}
 * (what doors call), {@link io.hotswap.broker.BrokerPlugin} (how all is wired).
 */
package io.hotswap.broker;
