/**
 * What doors ask of the broker ({@link io.hotswap.contracts.broker.BrokerPort}) and what the
 * broker's front asks of shards ({@link io.hotswap.contracts.broker.ShardPort}).
 */
package io.hotswap.contracts.broker;
