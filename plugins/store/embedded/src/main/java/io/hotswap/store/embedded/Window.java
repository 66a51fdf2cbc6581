package io.hotswap.store.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The part of a segment that was read last. For one thread at a time. */
final class Window {
  private static final int CAPACITY = 128 << 10;

  private ByteBuffer buffer = ByteBuffer.allocate(0);
  private Segment segment;
  private long start;
  private long until;

  /** Forgets what was read and turns to this segment. */
  void use(Segment other) {
    segment = other;
    start = 0;
    until = 0;
  }

  ByteBuffer buffer() {
    return buffer;
  }

  /**
   * Index in {@link #buffer()} of the {@code length} bytes at {@code position}, all below limit.
   */
  int at(long position, int length, long limit) throws IOException {
    if (position < start || position + length > until) {
      load(position, length, limit);
    }
    return (int) (position - start);
  }

  private void load(long position, int length, long limit) throws IOException {
    int wanted = Math.max(length, (int) Math.min(CAPACITY, segment.size()));
    if (wanted > buffer.capacity()) {
      buffer = ByteBuffer.allocateDirect(wanted);
    }
    // NB: never beyond the limit, where zeros of now may be records a moment later.
    buffer.clear().limit((int) Math.min(buffer.capacity(), Math.max(0, limit - position)));
    int read = segment.file().read(buffer, position);
    if (position + read >= segment.present()) {
      while (buffer.hasRemaining()) {
        buffer.put((byte) 0);
        read++;
      }
    }
    start = position;
    until = position + read;
    buffer.clear();
    if (read < length) {
      throw new IOException(
          segment.path()
              + " at byte "
              + position
              + ": "
              + read
              + " bytes (expected: "
              + length
              + ")");
    }
  }
}
