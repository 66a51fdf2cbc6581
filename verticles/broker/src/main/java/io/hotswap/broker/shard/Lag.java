package io.hotswap.broker.shard;

/** A group whose lag is measured, over all partitions of its topic. */
public record Lag(String topic, String group) {}
