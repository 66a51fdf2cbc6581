package io.hotswap.contracts.broker;

/**
 * A pull.
 *
 * @param group subscription of a PubSub topic; on a Queue only a label, may be null
 * @param consumerId who asks; unique per live receiver
 * @param limit 1..1000 messages
 * @param bytesMax stops after the message that reaches it
 * @param fromEarliest where a subscription that this call creates begins; false for latest
 * @param capacity most unsettled leases this consumer takes, over all pulls
 */
public record ConsumeRequest(
    String topicName,
    String group,
    String consumerId,
    int limit,
    int bytesMax,
    boolean fromEarliest,
    int capacity) {

  /** A consumer that declares no capacity. */
  public ConsumeRequest(
      String topicName,
      String group,
      String consumerId,
      int limit,
      int bytesMax,
      boolean fromEarliest) {
    this(topicName, group, consumerId, limit, bytesMax, fromEarliest, Integer.MAX_VALUE);
  }
}
