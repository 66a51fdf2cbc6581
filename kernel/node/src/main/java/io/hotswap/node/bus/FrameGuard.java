package io.hotswap.node.bus;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the frames of one bridge connection (four bytes of length, then as many of JSON): closes
 * on one that is too long, and reads no further while the client does not read its answers.
 */
final class FrameGuard implements Handler<Buffer> {
  private static final Logger LOG = LoggerFactory.getLogger(FrameGuard.class);
  private static final int LENGTH_BYTES = 4;

  private final NetSocket socket;
  private final int bytesMax;
  private final Handler<Buffer> parser;
  private int lengthBytes;
  private int length;
  private boolean closed;

  FrameGuard(NetSocket socket, int bytesMax, Handler<Buffer> parser) {
    this.socket = socket;
    this.bytesMax = bytesMax;
    this.parser = parser;
  }

  @Override
  public void handle(Buffer bytes) {
    if (closed) {
      return;
    }
    if (!follow(bytes)) {
      close("a frame of " + length + " bytes (expected: 0.." + bytesMax + ")");
      return;
    }
    try {
      parser.handle(bytes);
    } catch (RuntimeException malformed) {
      close(malformed.toString());
      return;
    }
    if (socket.writeQueueFull()) {
      socket.pause();
      socket.drainHandler(nothing -> socket.resume());
    }
  }

  private void close(String why) {
    closed = true;
    LOG.info("A bridge connection of {} was closed: {}", socket.remoteAddress(), why);
    socket.close();
  }

  /** False if a frame begins that is too long. */
  private boolean follow(Buffer bytes) {
    int at = 0;
    while (at < bytes.length()) {
      if (lengthBytes < LENGTH_BYTES) {
        length = length << 8 | bytes.getUnsignedByte(at++);
        lengthBytes++;
        if (lengthBytes == LENGTH_BYTES && (length < 0 || length > bytesMax)) {
          return false;
        }
      } else {
        int step = Math.min(length, bytes.length() - at);
        at += step;
        length -= step;
      }
      if (lengthBytes == LENGTH_BYTES && length == 0) {
        lengthBytes = 0;
      }
    }
    return true;
  }
}
