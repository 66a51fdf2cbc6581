package io.hotswap.contracts.broker;

/**
 * Counters of one subscription over the partitions asked for; the terms of the first invariant.
 * {@code entered = ready + leased + delayed + blocked + acked} for what exists so far.
 *
 * @param oldestUnackedMillis UTC milliseconds at which the oldest message not acked was published;
 *     0 if there is none
 */
public record SubscriptionStats(
    String group,
    long entered,
    long ready,
    long leased,
    long delayed,
    long blocked,
    long acked,
    long oldestUnackedMillis) {}
