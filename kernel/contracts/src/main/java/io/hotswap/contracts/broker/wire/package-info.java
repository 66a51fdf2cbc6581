/**
 * Commands and replies of shards as bytes, for a shard whose owner is another node. Start at {@link
 * io.hotswap.contracts.broker.wire.ShardWire}; {@code Kinds} is the table of what can be sent, and
 * docs/formats/shard-wire.md has the layouts and how they may change.
 *
 * <p>What messages flow through is binary and frozen; what describes topics and subscriptions is
 * JSON, in which nodes of two versions skip what they do not know.
 */
package io.hotswap.contracts.broker.wire;
