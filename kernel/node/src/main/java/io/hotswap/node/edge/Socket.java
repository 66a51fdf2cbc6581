package io.hotswap.node.edge;

import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.internal.http.WebSocketInternal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;

/**
 * An open WebSocket: puts frames together to messages, holds a few of them, pings, and closes on
 * whoever breaks the rules or answers no ping. On its event loop, but for {@link #received}.
 */
final class Socket {
  private static final short PROTOCOL_ERROR = 1002;
  private static final short UNSUPPORTED = 1003;
  private static final short NOT_UTF8 = 1007;
  private static final short TOO_BIG = 1009;

  /** Pings that may stay unanswered, one after the other. */
  private static final int SILENCE_MAX = 2;

  private final Desk desk;
  private final ServerWebSocket socket;
  private final boolean door;
  private final Runnable gone;
  private final Runnable stirred;
  private final long pings;

  /** Messages nobody has taken yet: guarded by itself. */
  private final ArrayDeque<Buffer> inbox = new ArrayDeque<>();

  private long inboxBytes;
  private boolean paused;
  private boolean refused;
  private Buffer partial;
  private int silence;

  Socket(Desk desk, ServerWebSocket socket, boolean door, Runnable gone, Runnable stirred) {
    this.desk = desk;
    this.socket = socket;
    this.door = door;
    this.gone = gone;
    this.stirred = stirred;
    long interval = desk.settings.idleTimeout().toMillis() / 3;
    this.pings = desk.vertx.setPeriodic(interval, id -> ping());
    socket.frameHandler(this::frame);
    socket.pongHandler(pong -> silence = 0);
    socket.exceptionHandler(this::broken);
    socket.closeHandler(
        nothing -> {
          desk.vertx.cancelTimer(pings);
          gone.run();
        });
  }

  Future<Void> write(Buffer message) {
    return door ? socket.writeBinaryMessage(message) : socket.writeTextMessage(message.toString());
  }

  void close(short code, String reason) {
    if (socket.isClosed()) {
      return;
    }
    if (socket.writeQueueFull()) {
      // A close frame would wait behind what the client does not read.
      abort();
    } else {
      socket.close(code, reason);
    }
  }

  List<Buffer> received() {
    synchronized (inbox) {
      if (inbox.isEmpty()) {
        return List.of();
      }
      List<Buffer> all = List.copyOf(inbox);
      inbox.clear();
      inboxBytes = 0;
      if (paused) {
        paused = false;
        reading(true);
      }
      return all;
    }
  }

  /**
   * NB: at the channel, as that may be asked of any thread under the inbox's lock. What one read
   * has brought still arrives while we are paused.
   */
  private void reading(boolean on) {
    channel().setAutoRead(on);
  }

  private ChannelConfig channel() {
    return ((WebSocketInternal) socket).channelHandlerContext().channel().config();
  }

  private void abort() {
    ChannelFuture unused = ((WebSocketInternal) socket).channelHandlerContext().close();
  }

  private void ping() {
    if (socket.isClosed()) {
      return;
    }
    if (++silence > SILENCE_MAX) {
      desk.meters.connectionsClosed.increment();
      abort();
    } else {
      socket.writePing(Buffer.buffer());
    }
  }

  private void frame(WebSocketFrame frame) {
    silence = 0;
    boolean carries = frame.isText() || frame.isBinary() || frame.isContinuation();
    if (refused || !carries) {
      // NB: pongs come here too, and there is no isPong.
      return;
    }
    boolean other = door ? frame.isText() : frame.isBinary();
    if (other) {
      refuse(UNSUPPORTED, door ? "text frame (expected: binary)" : "binary frame (expected: text)");
    } else if (frame.isContinuation() == (partial == null)) {
      refuse(PROTOCOL_ERROR, "a frame out of order");
    } else {
      append(frame);
    }
  }

  private void append(WebSocketFrame frame) {
    Buffer piece = frame.binaryData();
    int most = door ? desk.settings.doorBytesMax() : desk.settings.frameBytesMax();
    if (piece.length() + (partial == null ? 0 : partial.length()) > most) {
      refuse(TOO_BIG, "message: too large (expected: at most " + most + " bytes)");
      return;
    }
    Buffer whole = partial == null ? piece.copy() : partial.appendBuffer(piece);
    partial = frame.isFinal() ? null : whole;
    if (!frame.isFinal()) {
      return;
    }
    if (!door && !isUtf8(whole)) {
      refuse(NOT_UTF8, "text that is no UTF-8");
      return;
    }
    synchronized (inbox) {
      inbox.add(whole);
      inboxBytes += whole.length();
      if (!paused && (inbox.size() >= desk.settings.framesMax() || inboxBytes >= most)) {
        paused = true;
        reading(false);
      }
    }
    stirred.run();
  }

  private static boolean isUtf8(Buffer text) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text.getBytes()));
      return true;
    } catch (CharacterCodingException malformed) {
      return false;
    }
  }

  private void broken(Throwable failure) {
    if (failure instanceof CorruptedWebSocketFrameException corrupted) {
      refuse((short) corrupted.closeStatus().code(), corrupted.getMessage());
    }
  }

  private void refuse(short code, String why) {
    refused = true;
    desk.meters.connectionsClosed.increment();
    close(code, why.length() > 100 ? why.substring(0, 100) : why);
    // A client that does not close in its turn must get nothing more meanwhile.
    gone.run();
  }
}
