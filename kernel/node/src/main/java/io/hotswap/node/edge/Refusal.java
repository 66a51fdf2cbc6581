package io.hotswap.node.edge;

import io.hotswap.node.exchange.ProblemBody;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Answers a request whose body was not read.
 *
 * <p>A socket that is closed while the client still sends is reset, and the client may never see
 * why. So the rest is read and thrown away, within bounds, before the connection is closed.
 */
final class Refusal {
  private static final long LINGER_MILLIS = 5_000;

  /** What is read and thrown away of who is a stranger: about what is on its way already. */
  private static final long STRANGERS_BYTES_MAX = 256 << 10;

  private final Desk desk;
  private final HttpServerRequest request;
  private long bytesLeft;
  private long timer = -1;
  private boolean over;

  private Refusal(Desk desk, HttpServerRequest request, int status) {
    this.desk = desk;
    this.request = request;
    long most = 4L * desk.settings.bodyBytesMax();
    this.bytesLeft = status == 401 ? Math.min(most, STRANGERS_BYTES_MAX) : most;
  }

  /**
   * Refuses and lets the connection live if the body is short, or ends it after the answer.
   *
   * @param bodyAhead whether there is a body that was not read to its end
   */
  static void send(Desk desk, HttpServerRequest request, ProblemBody problem, boolean bodyAhead) {
    Answer answer = new Answer(desk, request, System.nanoTime());
    if (!bodyAhead || request.isEnded()) {
      answer.send(problem);
      return;
    }
    new Refusal(desk, request, problem.status()).sendAndLinger(answer, problem);
  }

  /** Whether the client sent what is no HTTP, rather than left. */
  static boolean malformed(Throwable failure) {
    return failure instanceof DecoderException || failure instanceof IllegalArgumentException;
  }

  /** For a connection that Vert.x closes as soon as this returns: what it wrote is gone by then. */
  static void sendLast(Desk desk, HttpServerRequest request, ProblemBody problem) {
    desk.meters.connectionsClosed.increment();
    if (request.version() != HttpVersion.HTTP_2) {
      request.response().putHeader("Connection", "close");
    }
    new Answer(desk, request, System.nanoTime()).send(problem);
    if (request.connection() instanceof ConnectionBase base) {
      base.channelHandlerContext().flush();
    }
  }

  private void sendAndLinger(Answer answer, ProblemBody problem) {
    request.handler(chunk -> discard(chunk.length()));
    request.endHandler(nothing -> close());
    request.exceptionHandler(failure -> close());
    timer = desk.vertx.setTimer(LINGER_MILLIS, id -> close());
    if (request.version() != HttpVersion.HTTP_2) {
      request.response().putHeader("Connection", "close");
    }
    answer.send(problem);
  }

  private void discard(int bytes) {
    bytesLeft -= bytes;
    if (bytesLeft < 0) {
      close();
    }
  }

  private void close() {
    if (over) {
      return;
    }
    over = true;
    desk.vertx.cancelTimer(timer);
    if (request.version() == HttpVersion.HTTP_2) {
      // One stream of many: the others of this connection go on.
      request.response().reset();
    } else {
      desk.meters.connectionsClosed.increment();
      request.connection().close();
    }
  }
}
