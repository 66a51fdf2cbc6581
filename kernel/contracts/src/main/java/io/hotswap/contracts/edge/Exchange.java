package io.hotswap.contracts.edge;

import io.hotswap.contracts.plugin.WaitKey;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One HTTP request as a gateway sees it. The kernel owns the socket, so an exchange can outlive the
 * gateway version that was first asked: after {@link #park} whichever version is active then is
 * asked.
 *
 * <ol>
 *   <li>Each time it is asked, a gateway calls exactly one of {@link #respond}, {@link #park} or,
 *       for a stream, {@link #end}. Any thread may call; calls on a closed exchange do nothing.
 *   <li>The body is whole, within the edge's bound, and owned by the exchange (heap, not pooled).
 *   <li>After {@link #park} the gateway keeps nothing of it.
 *   <li>An exchange that has written (a stream) is asked one last time when its client goes, with
 *       {@link #closed()} true, so that the gateway can give back what it holds; it then calls
 *       {@link #end()}.
 *   <li>A parked stream is also asked again when it became {@link #writable()} after it was not,
 *       and a WebSocket when something was {@link #received()}.
 * </ol>
 *
 * <p>A WebSocket is an exchange whose {@link #webSocket()} is true: the first {@link #write}
 * accepts the upgrade (an empty chunk sends no frame), each chunk is one text frame, {@link #end}
 * closes it normally; {@link #respond} instead of a first write refuses the upgrade. One that is a
 * {@link #door()} has binary messages instead of text, both ways.
 */
public interface Exchange {
  String method();

  /** The raw path, percent-encoded, without query. */
  String path();

  /** Decoded query parameters, each with its values in order. */
  Map<String, List<String>> query();

  /** First value of a header, names compared without case. */
  Optional<String> header(String name);

  Buffer body();

  /** The first uploaded file of a multipart body, deleted when the exchange ends. */
  Optional<Path> upload();

  /** Empty if the request carried no credentials; bad ones never reach a gateway. */
  Optional<Principal> principal();

  String remoteAddress();

  /** What the last {@link #park} left, or an empty string at first. */
  String state();

  /** Milliseconds since the request was received, on a monotonic clock. */
  long ageMillis();

  /** Whether the client is gone. */
  boolean closed();

  /** Whether what it was parked for may have come: false if only its client has stirred since. */
  default boolean signalled() {
    return true;
  }

  /** Answers at once and ends. {@code body} may be empty. */
  void respond(int status, Map<String, String> headers, Buffer body);

  /** Starts a stream answer (first call) and writes to it; a no-op body flushes the head. */
  void write(Map<String, String> headersOfFirst, Buffer chunk);

  /** Ends a stream answer. */
  void end();

  /**
   * Leaves the request waiting in the kernel until {@code key} is signalled or {@code ageMillisMax}
   * is reached, and then asks the active gateway again. The first park of an exchange on a key is
   * always followed by one immediate ask, so a signal between the gateway's look and the park is
   * never missed.
   *
   * @param ageMillisMax in terms of {@link #ageMillis}
   * @param state at most 256 characters that the next ask finds in {@link #state()}
   */
  void park(WaitKey key, long ageMillisMax, String state);

  /** Whether the client asks for a WebSocket. */
  default boolean webSocket() {
    return false;
  }

  /** Whether that WebSocket speaks the sub-protocol of {@code io.hotswap.contracts.door}. */
  default boolean door() {
    return false;
  }

  /** Messages that came since the last call, in order; bounded, the socket is paused beyond. */
  default List<Buffer> received() {
    return List.of();
  }

  /** Whether the client keeps up: when false the gateway parks before it writes more. */
  default boolean writable() {
    return true;
  }
}
