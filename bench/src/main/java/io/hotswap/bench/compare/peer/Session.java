package io.hotswap.bench.compare.peer;

import java.util.List;

/**
 * Connections to one system. Each sender and each receiver has a connection of its own, so that
 * clients are alike.
 */
public interface Session extends Closing {
  /** Makes these, empty and durable. */
  void create(List<Destination> destinations) throws Exception;

  /**
   * To these destinations; used by one thread.
   *
   * @param index tells senders apart
   */
  Sender sender(List<Destination> to, int index, Confirms confirms) throws Exception;

  /**
   * Hands messages of these destinations to the sink, and acknowledges each once the sink returned.
   *
   * @param group one of the destinations' groups; empty for work queues
   */
  Closing receiver(List<Destination> from, String group, int index, Sink sink) throws Exception;

  /** Deletes them. */
  void drop(List<Destination> destinations) throws Exception;
}
