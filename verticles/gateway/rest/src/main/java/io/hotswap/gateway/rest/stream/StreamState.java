package io.hotswap.gateway.rest.stream;

import io.hotswap.contracts.plugin.WaitKey;

/**
 * What a stream leaves with its exchange, as text of a few words.
 *
 * @param dueMillis age at which the next sign of life is due
 * @param queue whether the topic is a Queue, whose one subscription has a name of its own
 * @param credits messages the client still wants, below 0 for any number
 * @param consumerId made for this stream, or {@code -} if the request names one
 */
record StreamState(long dueMillis, long topicUid, boolean queue, long credits, String consumerId) {

  static StreamState parse(String text) {
    String[] words = text.split(" ", 5);
    return new StreamState(
        Long.parseLong(words[0]),
        Long.parseLong(words[1]),
        words[2].equals("q"),
        Long.parseLong(words[3]),
        words[4]);
  }

  /** The text that {@link #parse} reads. */
  String text() {
    return dueMillis + " " + topicUid + (queue ? " q " : " p ") + credits + " " + consumerId;
  }

  WaitKey waitKey(String group) {
    return WaitKey.subscription(topicUid, queue ? "default" : group);
  }

  StreamState due(long millis) {
    return new StreamState(millis, topicUid, queue, credits, consumerId);
  }

  StreamState credits(long left) {
    return new StreamState(dueMillis, topicUid, queue, left, consumerId);
  }

  /** After so many messages were sent. */
  StreamState sent(int messages) {
    return credits < 0 ? this : credits(credits - messages);
  }
}
