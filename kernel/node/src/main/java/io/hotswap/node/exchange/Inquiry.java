package io.hotswap.node.exchange;

import io.hotswap.contracts.door.DoorCodec;
import io.hotswap.contracts.edge.Principal;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a request says; never changes.
 *
 * @param path raw, without query
 * @param query decoded
 * @param headers looked up without case
 * @param upload a file, or null
 * @param webSocket whether it wants to become a WebSocket
 * @param receivedNanos on the monotonic clock
 */
public record Inquiry(
    String method,
    String path,
    Map<String, List<String>> query,
    MultiMap headers,
    Buffer body,
    Path upload,
    Optional<Principal> principal,
    String remoteAddress,
    boolean webSocket,
    long receivedNanos) {

  /** Whether it wants to become a WebSocket of the streaming door. */
  public boolean door() {
    String offered = headers.get("Sec-WebSocket-Protocol");
    return webSocket
        && offered != null
        && Stream.of(offered.split(",")).anyMatch(one -> one.trim().equals(DoorCodec.PROTOCOL));
  }
}
