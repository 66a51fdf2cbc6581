package io.hotswap.node.rollout.plan;

/**
 * A node as strategies see it.
 *
 * @param from the version that serves there
 * @param shards that it owns of a stateful plugin, else 0
 */
public record Place(String node, String from, int shards) {}
