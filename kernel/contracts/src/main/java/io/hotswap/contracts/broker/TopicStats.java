package io.hotswap.contracts.broker;

import java.util.List;

/**
 * Figures of a topic: messages and bytes as published since creation, and each subscription's.
 *
 * @param retained messages that can still be read
 * @param retainedBytes about as many bytes of them
 * @param scheduled messages that wait for their delivery time
 * @param duplicates publishes answered with an earlier message
 * @param unroutable messages that no subscription wanted
 */
public record TopicStats(
    String topicName,
    long published,
    long stored,
    long retained,
    long retainedBytes,
    long scheduled,
    long duplicates,
    long unroutable,
    List<SubscriptionStats> subscriptions) {}
