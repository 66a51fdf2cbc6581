package io.hotswap.bench.compare.peer;

/** Publishes without waiting. */
public interface Sender extends Closing {
  /**
   * The payload is the sender's to keep.
   *
   * @param at index of the destination among those of the sender
   * @param token comes back with the confirm
   */
  void send(int at, byte[] payload, long token) throws Exception;

  /** The caller is about to wait: sends what the client still holds back. */
  default void flush() throws Exception {}
}
