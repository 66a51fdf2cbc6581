package io.hotswap.node.cluster;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;

/**
 * The other nodes, as the parts of the kernel reach them. Any thread may call; handlers and futures
 * come on any thread and must not block it.
 */
public interface Peers {
  /** Answers what other nodes ask. */
  @FunctionalInterface
  interface Handler {
    /** A failure with a {@code Problem} reaches the asker as the same problem. */
    Future<Buffer> handle(String from, Buffer body);
  }

  /** The id of this node. */
  String self();

  /** The ids of those that live, this one included, in order. */
  List<String> nodes();

  /**
   * Asks one node, this one too. Fails with {@code Unavailable} if it is known that the node did
   * nothing (it is not there, or nobody answers {@code kind}), and with {@code OutcomeUnknown} if
   * it may have done it: it was lost, or {@code limit} is over. Asks of one thread to one node
   * arrive in the order in which they were made.
   *
   * @param kind what it is about, as {@code rollout.step}
   */
  Future<Buffer> ask(String node, String kind, Buffer body, Duration limit);

  /** Tells all other nodes, without knowing whether they hear. */
  void tell(String kind, Buffer body);

  /** Has a handler answer asks and tells of a kind, until the node stops; one for each kind. */
  void answer(String kind, Handler handler);

  /** Calls {@code changed} after {@link #nodes()} has changed, until the node stops. */
  void onChange(Runnable changed);
}
