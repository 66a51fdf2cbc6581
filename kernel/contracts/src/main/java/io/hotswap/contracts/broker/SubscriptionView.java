package io.hotswap.contracts.broker;

import java.util.Optional;

/**
 * A subscription as its home, partition 0 of its topic, has it.
 *
 * @param number within the topic; never recurs there
 * @param version counts changes of the settings, from 1
 */
public record SubscriptionView(
    long topicUid,
    String topicName,
    String group,
    int number,
    int version,
    long createdAtMillis,
    SubscriptionSettings settings) {

  /** What a subscription is called in the doors: {@code sub-TOPICUID-NUMBER}. */
  public String id() {
    return new Id(topicUid, number).toString();
  }

  /** See {@link SubscriptionView#id()}. */
  public record Id(long topicUid, int number) {
    private static final String PREFIX = "sub-";

    /** Empty if the text is not an id that this product ever gave out. */
    public static Optional<Id> parse(String text) {
      int dash = text.lastIndexOf('-');
      if (!text.startsWith(PREFIX) || dash < PREFIX.length()) {
        return Optional.empty();
      }
      try {
        long topic = Long.parseUnsignedLong(text.substring(PREFIX.length(), dash), 36);
        int number = Integer.parseInt(text.substring(dash + 1));
        Id id = new Id(topic, number);
        return id.toString().equals(text) ? Optional.of(id) : Optional.empty();
      } catch (NumberFormatException foreign) {
        return Optional.empty();
      }
    }

    @Override
    public String toString() {
      return PREFIX + Long.toUnsignedString(topicUid, 36) + "-" + number;
    }
  }
}
