package io.hotswap.push.pump;

/**
 * Bounds of pulling.
 *
 * @param requestsMax in flight, over all subscriptions
 * @param requestsPerSubscriptionMax in flight
 * @param heldBytesMax of messages pulled and not settled, over all subscriptions
 * @param pullBytesMax of one pull
 * @param subscriptionsMax served by this node
 * @param listMillis between two looks at what subscriptions there are
 * @param pullRetryMillis after a pull that was refused
 * @param drainMillis for what is in flight when this version stops
 * @param journalEntriesMax of one subscription
 * @param journalTotalMax of all
 */
public record Limits(
    int requestsMax,
    int requestsPerSubscriptionMax,
    long heldBytesMax,
    int pullBytesMax,
    int subscriptionsMax,
    long listMillis,
    long pullRetryMillis,
    long drainMillis,
    int journalEntriesMax,
    int journalTotalMax) {}
