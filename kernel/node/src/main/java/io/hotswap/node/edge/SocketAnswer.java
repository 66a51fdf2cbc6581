package io.hotswap.node.edge;

import io.hotswap.contracts.error.Problem;
import io.hotswap.node.exchange.Outlet;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Answers a request for a WebSocket: accepts it with the first write, or refuses it like any other
 * request. On the event loop of the connection only.
 *
 * <p>NB: the request must be paused from its first moment: Vert.x makes no WebSocket of one that
 * was read.
 */
final class SocketAnswer implements Outlet {
  private final Desk desk;
  private final HttpServerRequest request;
  private final boolean door;
  private final Answer refusal;
  private final long receivedNanos;

  /** What was written before the handshake was done. */
  private final List<Early> early = new ArrayList<>();

  private volatile Socket socket;
  private Runnable gone;
  private Runnable stirred;
  private Ending ending;

  private record Early(Buffer chunk, Promise<Void> sent) {}

  /** How a socket ends, with the status codes of RFC 6455. */
  private enum Ending {
    NORMAL(1000, null),
    GOING_AWAY(1001, "the node is stopping"),
    CUT(1011, "the stream was cut");

    final short code;
    final String reason;

    Ending(int code, String reason) {
      this.code = (short) code;
      this.reason = reason;
    }
  }

  SocketAnswer(Desk desk, HttpServerRequest request, boolean door, long receivedNanos) {
    this.desk = desk;
    this.request = request;
    this.door = door;
    this.receivedNanos = receivedNanos;
    this.refusal = new Answer(desk, request, receivedNanos);
  }

  @Override
  public void attach(Runnable whenGone, Runnable whenStirred) {
    gone = whenGone;
    stirred = whenStirred;
    refusal.attach(whenGone, whenStirred);
  }

  @Override
  public boolean fits(int status, Map<String, String> headers) {
    return refusal.fits(status, headers);
  }

  @Override
  public void send(int status, Map<String, String> headers, Buffer body) {
    request.resume();
    refusal.send(status, headers, body);
  }

  /** Headers are those of an HTTP stream: a handshake has no place for them. */
  @Override
  public Optional<Problem> begin(Map<String, String> headers) {
    request.toWebSocket().onSuccess(this::opened).onFailure(failed -> gone.run());
    return Optional.empty();
  }

  private void opened(ServerWebSocket accepted) {
    socket = new Socket(desk, accepted, door, gone, stirred);
    early.forEach(each -> socket.write(each.chunk).onComplete(each.sent));
    early.clear();
    if (ending != null) {
      close(ending);
    }
  }

  @Override
  public Future<Void> write(Buffer chunk) {
    if (chunk.length() == 0) {
      return Future.succeededFuture();
    }
    if (socket != null) {
      return socket.write(chunk);
    }
    Promise<Void> sent = Promise.promise();
    early.add(new Early(chunk, sent));
    return sent.future();
  }

  @Override
  public void finish() {
    close(Ending.NORMAL);
  }

  @Override
  public void leave() {
    close(Ending.GOING_AWAY);
  }

  @Override
  public void cut() {
    desk.meters.connectionsClosed.increment();
    close(Ending.CUT);
  }

  private void close(Ending how) {
    ending = how;
    if (socket != null) {
      socket.close(how.code, how.reason);
      desk.meters.answered(request.method().name(), 101, System.nanoTime() - receivedNanos);
    }
  }

  @Override
  public void release() {}

  @Override
  public List<Buffer> received() {
    Socket open = socket;
    return open == null ? List.of() : open.received();
  }
}
