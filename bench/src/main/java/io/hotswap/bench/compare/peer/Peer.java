package io.hotswap.bench.compare.peer;

import java.util.List;

/** A system that can be compared. */
public interface Peer {
  /** What the command line and the table call it. */
  String name();

  /** What is true of a message once its publisher heard the confirm. */
  String confirmMeans();

  /** How a consumer tells that it is done. */
  String ackMeans();

  /** Script in {@code bench/peers} and its arguments; empty if there is nothing to start. */
  List<String> server();

  /** Port that it listens on here: not its usual one, which may be taken. */
  int port();

  /** Connects to the server that was started. */
  Session open(Place place) throws Exception;
}
