package io.hotswap.gateway.rest.stream;

import io.hotswap.contracts.plugin.WaitKey;

/**
 * What a stream leaves with its exchange, as text of a few words.
 *
 * @param dueMillis age at which the next sign of life is due
 * @param queue whether the topic is a Queue, whose one subscription has a name of its own
 * @param drained whether the last look left nothing, so that there is no use in another one before
 *     a signal
 * @param credits messages the client still wants, below 0 for any number
 * @param consumerId made for this stream, or {@code -} if the request names one
 */
record StreamState(
    long dueMillis,
    long topicUid,
    boolean queue,
    boolean drained,
    long credits,
    String consumerId) {

  private static final long CREDITS_MAX = 1_000_000_000;

  static StreamState parse(String text) {
    String[] words = text.split(" ", 5);
    return new StreamState(
        Long.parseLong(words[0]),
        Long.parseLong(words[1]),
        words[2].startsWith("q"),
        words[2].endsWith("d"),
        Long.parseLong(words[3]),
        words[4]);
  }

  /** The text that {@link #parse} reads. */
  String text() {
    String kind = (queue ? " q" : " p") + (drained ? "d " : " ");
    return dueMillis + " " + topicUid + kind + credits + " " + consumerId;
  }

  /**
   * A stream without a topic waits for its client only.
   *
   * @param group null on a Queue, or for such a stream
   */
  WaitKey waitKey(String group) {
    if (topicUid == 0) {
      return WaitKey.subscription(0, consumerId);
    }
    return WaitKey.subscription(topicUid, queue ? "default" : group);
  }

  StreamState due(long millis) {
    return new StreamState(millis, topicUid, queue, drained, credits, consumerId);
  }

  StreamState credits(long left) {
    return new StreamState(dueMillis, topicUid, queue, drained, left, consumerId);
  }

  StreamState drained(boolean now) {
    return new StreamState(dueMillis, topicUid, queue, now, credits, consumerId);
  }

  /** The client wants so many more. */
  StreamState wanting(long more) {
    return more == 0 ? this : credits(Math.min(Math.max(0, credits) + more, CREDITS_MAX));
  }

  /** After so many messages were sent. */
  StreamState sent(int messages) {
    return credits < 0 ? this : credits(credits - messages);
  }
}
