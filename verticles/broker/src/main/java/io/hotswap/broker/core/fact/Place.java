package io.hotswap.broker.core.fact;

/** A subscription of one topic partition. */
public record Place(long topicUid, int partition, int subscription) {}
