package io.hotswap.contracts.broker;

import java.util.List;

/** Figures of a topic: messages and bytes as published since creation, and each subscription's. */
public record TopicStats(
    String topicName, long published, long stored, List<SubscriptionStats> subscriptions) {}
