package io.hotswap.contracts.broker;

/**
 * One step of a message, as the facts that are still kept tell it.
 *
 * @param event {@code published, scheduled, entered, leased, acked, nacked, expired-lease,
 *     released, extended, retry-due, filtered, expired, dead-lettered, replayed, cancelled,
 *     trimmed}
 * @param group of the subscription, or null
 * @param detail consumer, reason or time, or null
 * @param owner which node and version of the broker did it, or null if that is not known any more
 */
public record Journey(long timeMillis, String event, String group, String detail, String owner) {

  public Journey(long timeMillis, String event, String group, String detail) {
    this(timeMillis, event, group, detail, null);
  }

  public Journey by(String name) {
    return new Journey(timeMillis, event, group, detail, name);
  }
}
