package io.hotswap.node.config;

import io.hotswap.node.exchange.Room;
import java.time.Duration;

/**
 * The {@code edge} section: the sockets.
 *
 * @param eventLoops that carry connections
 * @param bodyBytesMax of a request that is not an upload
 * @param bodiesBytesMax of all requests being read or answered, together
 * @param headerBytesMax all headers of a request together
 * @param uriBytesMax the request line
 * @param idleTimeout after which a connection with nothing going on is closed
 * @param connectionsMax open at the same time
 * @param parkedMax requests and streams that wait for a signal at the same time
 * @param uploadBytesMax of a plugin jar sent to this node
 * @param uploadsMax at the same time
 * @param streamsMax event streams and WebSockets open at the same time
 * @param streamBytesMax that a stream's client may be behind before it is cut off
 * @param streamBytesAhead that it may be behind before the gateway is told to wait
 * @param frameBytesMax of a message that comes over a WebSocket
 * @param doorBytesMax of a message that comes through a streaming door, and of those that wait
 * @param framesMax such messages that wait for the gateway, of one WebSocket
 */
public record EdgeSettings(
    int eventLoops,
    long bodyBytesMax,
    long bodiesBytesMax,
    int headerBytesMax,
    int uriBytesMax,
    Duration idleTimeout,
    int connectionsMax,
    int parkedMax,
    long uploadBytesMax,
    int uploadsMax,
    int streamsMax,
    long streamBytesMax,
    long streamBytesAhead,
    int frameBytesMax,
    int doorBytesMax,
    int framesMax) {

  static EdgeSettings from(Section section) {
    EdgeSettings settings =
        new EdgeSettings(
            section.integer("event-loops", Processors.loops(2), 1, 64),
            section.size("body-bytes-max", "9MiB", "1KiB", "64MiB"),
            section.size("bodies-bytes-max", "256MiB", "1MiB", "64GiB"),
            (int) section.size("header-bytes-max", "16KiB", "1KiB", "1MiB"),
            (int) section.size("uri-bytes-max", "8KiB", "256B", "64KiB"),
            section.duration("idle-timeout", "75s", "35s", "1h"),
            section.integer("connections-max", 10_000, 1, 1_000_000),
            section.integer("parked-max", 10_000, 0, 1_000_000),
            section.size("upload-bytes-max", "64MiB", "1KiB", "1GiB"),
            section.integer("uploads-max", 2, 1, 64),
            section.integer("streams-max", 10_000, 0, 1_000_000),
            section.size("stream-bytes-max", "4MiB", "64KiB", "64MiB"),
            section.size("stream-bytes-ahead", "256KiB", "1KiB", "64MiB"),
            (int) section.size("websocket-message-bytes-max", "1MiB", "1KiB", "16MiB"),
            (int) section.size("door-message-bytes-max", "9MiB", "64KiB", "64MiB"),
            section.integer("websocket-messages-max", 64, 1, 10_000));
    section.refuseUnknown();
    return settings;
  }

  /** Of any message that a WebSocket can bring. */
  public int socketBytesMax() {
    return Math.max(frameBytesMax, doorBytesMax);
  }

  /** What bounds streams. */
  public Room.Limits streams() {
    return new Room.Limits(streamsMax, streamBytesMax, streamBytesAhead);
  }

  /** All defaults. */
  public static EdgeSettings defaults() {
    return from(Section.empty("edge"));
  }
}
