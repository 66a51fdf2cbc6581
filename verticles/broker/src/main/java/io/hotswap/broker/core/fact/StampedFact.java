package io.hotswap.broker.core.fact;

/** A fact and its time, which never goes backwards within a shard. */
public record StampedFact(long timeMillis, Fact fact) {}
