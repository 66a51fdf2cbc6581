package io.hotswap.node.cluster;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.util.ArrayDeque;

/** Frames over one connection: what is sent within one turn of the event loop goes in one write. */
final class LinkSocket {
  private final NetSocket socket;
  private final Context context;
  private final ArrayDeque<Buffer> waiting = new ArrayDeque<>();
  private boolean scheduled;
  private volatile boolean closed;

  /**
   * To be called on the socket's context.
   *
   * @param received gets each frame on the context; a thrown exception closes the connection
   */
  LinkSocket(NetSocket socket, Context context, Handler<LinkFrame> received, Runnable ended) {
    this.socket = socket;
    this.context = context;
    RecordParser parser = RecordParser.newFixed(LinkFrame.LENGTH_BYTES);
    boolean[] body = new boolean[1];
    parser.handler(
        bytes -> {
          if (body[0]) {
            parser.fixedSizeMode(LinkFrame.LENGTH_BYTES);
            received.handle(LinkFrame.decode(bytes));
          } else {
            int length = bytes.getInt(0);
            if (length <= 0 || length > LinkFrame.FRAME_MAX) {
              throw new IllegalArgumentException(
                  "frame: " + length + " bytes (expected: 1.." + LinkFrame.FRAME_MAX + ")");
            }
            parser.fixedSizeMode(length);
          }
          body[0] = !body[0];
        });
    parser.exceptionHandler(broken -> close());
    socket.handler(
        bytes -> {
          try {
            parser.handle(bytes);
          } catch (RuntimeException malformed) {
            close();
          }
        });
    socket.exceptionHandler(broken -> close());
    socket.closeHandler(
        gone -> {
          closed = true;
          ended.run();
        });
  }

  /** Any thread; frames of one thread go in the order of the calls. */
  void send(LinkFrame frame) {
    Buffer bytes = frame.encode();
    synchronized (waiting) {
      waiting.add(bytes);
      if (scheduled) {
        return;
      }
      scheduled = true;
    }
    context.runOnContext(turn -> flush());
  }

  private void flush() {
    Buffer all;
    synchronized (waiting) {
      scheduled = false;
      all = waiting.size() == 1 ? waiting.peek() : joined();
      waiting.clear();
    }
    if (!closed) {
      socket.write(all);
    }
  }

  private Buffer joined() {
    Buffer all = Buffer.buffer(waiting.stream().mapToInt(Buffer::length).sum());
    waiting.forEach(all::appendBuffer);
    return all;
  }

  void close() {
    closed = true;
    socket.close();
  }
}
