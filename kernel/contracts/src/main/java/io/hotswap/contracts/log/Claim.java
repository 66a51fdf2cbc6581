package io.hotswap.contracts.log;

/**
 * Ownership of a shard as granted by a store.
 *
 * @param epoch fencing number, greater than every epoch of this shard before
 * @param factsEnd the offset that the next fact of this shard gets
 */
public record Claim(int shard, long epoch, long factsEnd) {}
