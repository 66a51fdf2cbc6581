package io.hotswap.history;

import java.util.List;

/**
 * What a history amounts to. Messages are counted once each, however often they violate.
 *
 * @param published answered as stored
 * @param publishUnknown without an answer that says either way
 * @param publishRefused answered as refused
 * @param delivered messages that reached a consumer at least once
 * @param redelivered of these, more than once
 * @param acked of these, with an ack that succeeded
 * @param lost stored by the broker's word, and never delivered
 * @param recovered of unknown outcome, and delivered: allowed
 * @param unexpected delivered though never sent, or though refused
 * @param duplicatedAfterAck delivered after the sending of an ack that succeeded
 * @param corrupted payload other than what was sent
 * @param outOfOrder first deliveries that came after that of a later message of their key
 * @param overtaken messages delivered again after a later one of their key had been acked
 * @param ackUnknown acks without an answer
 * @param ackRefused acks answered as refused
 * @param connections opened
 * @param connectionsClosed by the broker's side, or broken
 * @param longestPublishStallNanos from the sending of a publish to its answer, the longest
 * @param fates what became of messages beyond that
 * @param examples of violations, a few of each kind
 */
public record Verdict(
    long published,
    long publishUnknown,
    long publishRefused,
    long delivered,
    long redelivered,
    long acked,
    long lost,
    long recovered,
    long unexpected,
    long duplicatedAfterAck,
    long corrupted,
    long outOfOrder,
    long overtaken,
    long ackUnknown,
    long ackRefused,
    long connections,
    long connectionsClosed,
    long longestPublishStallNanos,
    Fates fates,
    List<String> examples) {

  /**
   * Whether every promise about messages holds: none lost, doubled, changed, invented, reordered.
   */
  public boolean messagesKept() {
    return lost == 0 && nothingWrong();
  }

  /** Whether nothing happened that must not happen: as above, but what is missing is left out. */
  public boolean nothingWrong() {
    return unexpected + duplicatedAfterAck + corrupted + outOfOrder + overtaken == 0
        && fates.kept();
  }

  /** Whether clients noticed nothing either: no connection closed, no request refused or lost. */
  public boolean seamless() {
    return messagesKept() && uninterrupted();
  }

  /** Whether no connection was closed and no request refused or left without an answer. */
  public boolean uninterrupted() {
    return publishUnknown + publishRefused + ackUnknown + ackRefused + connectionsClosed == 0;
  }
}
