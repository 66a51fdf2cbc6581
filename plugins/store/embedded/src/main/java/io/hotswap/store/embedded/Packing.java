package io.hotswap.store.embedded;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Makes the records of entries smaller, with Deflate at its fastest. Any thread may pack; what it
 * needs outside the heap is shared and bounded.
 */
final class Packing implements AutoCloseable {
  /** Below this it is not worth its time. */
  static final int FROM_BYTES = 1 << 10;

  private static final int IDLE_MAX = 8;

  private final boolean enabled;
  private final ArrayBlockingQueue<Deflater> idle = new ArrayBlockingQueue<>(IDLE_MAX);

  Packing(boolean enabled) {
    this.enabled = enabled;
  }

  /** The same content in fewer bytes, or null if it would not save at least a sixteenth. */
  ByteBuffer pack(ByteBuffer records) {
    int size = records.remaining();
    if (!enabled || size < FROM_BYTES) {
      return null;
    }
    Deflater deflater = idle.poll();
    if (deflater == null) {
      deflater = new Deflater(Deflater.BEST_SPEED, true);
    }
    try {
      byte[] packed = new byte[size - size / 16];
      deflater.setInput(records.duplicate());
      deflater.finish();
      int length = deflater.deflate(packed);
      return deflater.finished() ? ByteBuffer.wrap(packed, 0, length) : null;
    } finally {
      deflater.reset();
      if (!idle.offer(deflater)) {
        deflater.end();
      }
    }
  }

  /** Puts back what {@link #pack} took away; false if that is not exactly what was packed. */
  static boolean unpack(Inflater inflater, ByteBuffer packed, ByteBuffer into) {
    inflater.reset();
    inflater.setInput(packed);
    try {
      int more = 1;
      while (into.hasRemaining() && more > 0) {
        more = inflater.inflate(into);
      }
      return !into.hasRemaining() && isAtEnd(inflater);
    } catch (DataFormatException damaged) {
      return false;
    }
  }

  /** The end of the stream may still have to be read, though all bytes are there. */
  private static boolean isAtEnd(Inflater inflater) throws DataFormatException {
    return inflater.finished() || (inflater.inflate(new byte[1]) == 0 && inflater.finished());
  }

  @Override
  public void close() {
    for (Deflater deflater = idle.poll(); deflater != null; deflater = idle.poll()) {
      deflater.end();
    }
  }
}
