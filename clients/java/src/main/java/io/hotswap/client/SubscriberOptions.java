package io.hotswap.client;

/**
 * What a subscriber reads, and how much it holds.
 *
 * @param group of a PubSub topic, made if there is none; null for a Queue
 * @param consumerId who it is for the broker; null for a name made by the node
 * @param fromEarliest where a group begins that this makes
 * @param maxInFlight messages that may be at the client, handled or not, 1..100000
 * @param compression whether batches may come as their publisher packed them
 */
public record SubscriberOptions(
    String group, String consumerId, boolean fromEarliest, int maxInFlight, boolean compression) {

  /** Of a Queue, with 1000 messages in flight. */
  public static final SubscriberOptions QUEUE =
      new SubscriberOptions(null, null, false, 1000, false);

  public SubscriberOptions {
    PublisherOptions.within("maxInFlight", maxInFlight, 1, 100_000);
  }

  /** Of a group of a PubSub topic, from what is published from now on, 1000 in flight. */
  public static SubscriberOptions group(String name) {
    return new SubscriberOptions(name, null, false, 1000, false);
  }

  /** See {@link SubscriberOptions#fromEarliest()}. */
  public SubscriberOptions fromTheEarliest() {
    return new SubscriberOptions(group, consumerId, true, maxInFlight, compression);
  }

  /** See {@link SubscriberOptions#maxInFlight()}. */
  public SubscriberOptions withMaxInFlight(int most) {
    return new SubscriberOptions(group, consumerId, fromEarliest, most, compression);
  }

  /** See {@link SubscriberOptions#consumerId()}. */
  public SubscriberOptions withConsumerId(String name) {
    return new SubscriberOptions(group, name, fromEarliest, maxInFlight, compression);
  }

  /** See {@link SubscriberOptions#compression()}. */
  public SubscriberOptions withCompression() {
    return new SubscriberOptions(group, consumerId, fromEarliest, maxInFlight, true);
  }
}
