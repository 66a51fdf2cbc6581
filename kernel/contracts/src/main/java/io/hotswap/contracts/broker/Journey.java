package io.hotswap.contracts.broker;

/**
 * One step of a message, as the facts that are still kept tell it.
 *
 * @param event {@code published, scheduled, entered, leased, acked, nacked, expired-lease,
 *     released, extended, retry-due, filtered, expired, dead-lettered, replayed, cancelled,
 *     trimmed}
 * @param group of the subscription, or null
 * @param detail consumer, reason or plugin version, or null
 */
public record Journey(long timeMillis, String event, String group, String detail) {}
