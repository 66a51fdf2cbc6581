package io.hotswap.client;

import io.hotswap.contracts.door.DoorCodec;
import io.hotswap.contracts.door.DoorFrame;
import io.hotswap.contracts.door.DoorFrame.Closing;
import io.hotswap.contracts.door.DoorFrame.PackedDeliver;
import io.hotswap.contracts.door.DoorFrame.Welcome;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A door that opens itself again when it was lost, until it is closed or refused for good. All on
 * one context.
 */
final class DoorConnection {
  private static final Logger LOG = LoggerFactory.getLogger(DoorConnection.class);

  /** Hears of one door, on its context. */
  interface Listener {
    /** The door is open; {@code topicUid} as in {@link Welcome}. */
    void opened(long topicUid);

    void heard(DoorFrame frame);

    /** Nothing of what was said and not answered will be. It is opened again. */
    void lost();

    /** It stays closed: the node refuses it. */
    void refused(Problem why);

    /** It takes more again after it was full. */
    void drained();
  }

  private final Vertx vertx;
  private final Context context;

  /** NB: Vert.x closes a client that nobody keeps. */
  private final WebSocketClient client;

  private final ClientOptions options;
  private final String uri;
  private final RandomGenerator random;
  private final Listener listener;
  private WebSocket socket;
  private Problem closing;
  private boolean open;
  private boolean closed;
  private int attempt;

  DoorConnection(
      Vertx vertx,
      Context context,
      WebSocketClient client,
      ClientOptions options,
      String uri,
      RandomGenerator random,
      Listener listener) {
    this.vertx = vertx;
    this.context = context;
    this.client = client;
    this.options = options;
    this.uri = uri;
    this.random = random;
    this.listener = listener;
  }

  void connect() {
    if (closed) {
      return;
    }
    WebSocketConnectOptions to =
        new WebSocketConnectOptions()
            .setHost(options.url().getHost())
            .setPort(options.port())
            .setSsl(options.tls())
            .setURI(uri)
            .setConnectTimeout(options.connectTimeout().toMillis())
            .addSubProtocol(DoorCodec.PROTOCOL)
            .addHeader("Authorization", "Bearer " + options.token());
    // NB: handlers come first, or what the node says at once is missed.
    ClientWebSocket made = client.webSocket();
    socket = made;
    closing = null;
    made.binaryMessageHandler(message -> context.runOnContext(nothing -> heard(made, message)));
    made.exceptionHandler(failure -> LOG.debug("door {}: {}", uri, failure.toString()));
    made.drainHandler(nothing -> context.runOnContext(ignored -> listener.drained()));
    made.closeHandler(nothing -> context.runOnContext(ignored -> gone(made)));
    made.connect(to)
        .onComplete(
            done ->
                context.runOnContext(
                    ignored -> {
                      if (done.failed()) {
                        failed(made, done.cause());
                      } else if (closed) {
                        made.close();
                      }
                    }));
  }

  private void heard(WebSocket from, Buffer message) {
    if (from != socket) {
      return;
    }
    List<DoorFrame> frames;
    try {
      frames = DoorCodec.read(ByteBuffer.wrap(message.getBytes()));
      frames.replaceAll(
          frame -> frame instanceof PackedDeliver packed ? Packing.unpack(packed) : frame);
    } catch (IllegalArgumentException malformed) {
      LOG.warn("door {}: {}", uri, malformed.getMessage());
      from.close();
      return;
    }
    for (DoorFrame frame : frames) {
      if (frame instanceof Welcome welcome) {
        open = true;
        attempt = 0;
        listener.opened(welcome.topicUid());
      } else if (frame instanceof Closing last) {
        closing = Problems.read(last.problem());
      } else {
        listener.heard(frame);
      }
    }
  }

  private void gone(WebSocket lost) {
    if (lost != socket) {
      return;
    }
    socket = null;
    open = false;
    if (closed) {
      return;
    }
    listener.lost();
    if (closing != null && !Problems.isPassing(closing) && closing.code().status() < 500) {
      closed = true;
      listener.refused(closing);
    } else {
      again(closing == null ? "lost" : closing.getMessage());
    }
  }

  private void failed(WebSocket never, Throwable cause) {
    if (closed || never != socket) {
      return;
    }
    socket = null;
    if (cause instanceof UpgradeRejectedException refused && isFinal(refused.getStatus())) {
      closed = true;
      Buffer body = refused.getBody();
      listener.refused(
          body == null || body.length() == 0
              ? Problem.of(ErrorCode.Internal, "status " + refused.getStatus())
              : Problems.read(body.toString()));
    } else {
      again(cause.toString());
    }
  }

  private static boolean isFinal(int status) {
    return status >= 400 && status < 500 && status != 408 && status != 429;
  }

  private void again(String why) {
    long wait = options.backoff().millis(attempt++, random);
    LOG.info("door {}: {}; again in {} ms", uri, why, wait);
    vertx.setTimer(wait, id -> context.runOnContext(nothing -> connect()));
  }

  boolean isOpen() {
    return open;
  }

  /** False when no more should be said until {@link Listener#drained}. */
  boolean isWritable() {
    return open && !socket.writeQueueFull();
  }

  /** Whole frames. Only while open. */
  void say(Buffer frames) {
    socket.writeBinaryMessage(frames);
  }

  /** For good, with the verticle that it was opened in. */
  Future<Void> close() {
    closed = true;
    WebSocket last = socket;
    socket = null;
    Future<Void> left = last == null || !open ? Future.succeededFuture() : last.close();
    open = false;
    return left.eventually(() -> vertx.undeploy(context.deploymentID()));
  }
}
