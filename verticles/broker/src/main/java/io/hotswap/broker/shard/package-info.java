/**
 * Shards at run time: {@code Shard} is one of them through standby and ownership, {@code Owner}
 * decides and appends, {@code Standby} opens and follows.
 *
 * <p>Everything of a shard happens on its own context; {@link io.hotswap.broker.shard.ShardSet} is
 * where other threads come in.
 */
package io.hotswap.broker.shard;
