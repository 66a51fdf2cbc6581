package io.hotswap.contracts.broker;

/**
 * A topic as the registry has it.
 *
 * @param uid never recurs, also not for the same name
 * @param version counts changes of the settings, from 1
 * @param placement what decides its shards together with the partition; see {@code Hashing.shardOf}
 */
public record TopicView(
    long uid,
    String name,
    int version,
    long placement,
    long createdAtMillis,
    TopicSettings settings) {}
