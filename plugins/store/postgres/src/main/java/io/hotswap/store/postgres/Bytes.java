package io.hotswap.store.postgres;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;

/** Between the log's bytes and the client's, without copies. */
final class Bytes {
  private Bytes() {}

  /** A view. */
  static Buffer buffer(ByteBuffer bytes) {
    return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes));
  }

  /** Heap memory of its own: what the client reads from its socket buffer is copied by it. */
  static ByteBuffer bytes(Buffer buffer) {
    return ByteBuffer.wrap(buffer.getBytes());
  }
}
