package io.hotswap.node.exchange;

import io.hotswap.contracts.error.Problem;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where one exchange is answered.
 *
 * <ol>
 *   <li>Called on the exchange's context only, but for {@link #received}.
 *   <li>Called is {@link #attach}, then either {@link #send}, or {@link #begin} and {@link #write}
 *       any number of times and one of {@link #finish}, {@link #leave} and {@link #cut}.
 *   <li>{@link #release} is called once, when the request's means are needed no more.
 * </ol>
 */
public interface Outlet {
  /**
   * @param gone to be called on the context when the client left
   * @param stirred to be called on the context when something was received
   */
  void attach(Runnable gone, Runnable stirred);

  /** Whether there is a form for this; anything else could be taken for more than one answer. */
  boolean fits(int status, Map<String, String> headers);

  void send(int status, Map<String, String> headers, Buffer body);

  /** Begins a stream, or says why it cannot. */
  Optional<Problem> begin(Map<String, String> headers);

  /** Completes, on the context, when the chunk is on its way; empty chunks show the head. */
  Future<Void> write(Buffer chunk);

  /** Ends a stream as it should end. */
  void finish();

  /** Ends a stream that has not come to its end, as the node stops. */
  void leave();

  /** Ends a stream such that the client notices. */
  void cut();

  /** Gives back what the request holds of the node. */
  void release();

  /** What the client has sent since the last call. Any thread. */
  default List<Buffer> received() {
    return List.of();
  }
}
