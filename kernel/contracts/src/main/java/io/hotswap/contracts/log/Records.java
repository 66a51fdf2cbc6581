package io.hotswap.contracts.log;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A run of opaque records in the one layout used between publisher, shard, log and consumer: for
 * each record a 4-byte big-endian length (&gt; 0) and that many bytes, nothing between them.
 *
 * <p>Once handed over it is never written again by anybody; {@link #bytes()} gives a fresh view
 * each time. It always lives in heap memory that it owns: no pooled buffer can hide in one.
 */
public final class Records {
  /** Bytes in front of each record. */
  public static final int LENGTH_BYTES = 4;

  private final int count;
  private final ByteBuffer bytes;

  private Records(int count, ByteBuffer bytes) {
    this.count = count;
    this.bytes = bytes;
  }

  /**
   * Wraps bytes already in the layout.
   *
   * @throws IllegalArgumentException if the lengths do not add up to exactly {@code count} records
   */
  public static Records wrap(int count, ByteBuffer bytes) {
    ByteBuffer view = bytes.slice();
    int seen = 0;
    int at = 0;
    while (at < view.limit()) {
      int length = view.limit() - at < LENGTH_BYTES ? -1 : view.getInt(at);
      if (length <= 0 || length > view.limit() - at - LENGTH_BYTES) {
        throw new IllegalArgumentException(
            "record " + seen + ": length " + length + " at byte " + at + " of " + view.limit());
      }
      at += LENGTH_BYTES + length;
      seen++;
    }
    if (seen != count) {
      throw new IllegalArgumentException("records: " + seen + " (expected: " + count + ")");
    }
    return new Records(count, view);
  }

  /** Copies each record's remaining bytes into one block. */
  public static Records copyOf(List<ByteBuffer> records) {
    int size = 0;
    for (ByteBuffer record : records) {
      size += LENGTH_BYTES + record.remaining();
    }
    ByteBuffer block = ByteBuffer.allocate(size);
    for (ByteBuffer record : records) {
      block.putInt(record.remaining()).put(record.duplicate());
    }
    return wrap(records.size(), block.flip());
  }

  public int count() {
    return count;
  }

  /** Size in bytes, lengths included. */
  public int size() {
    return bytes.limit();
  }

  /** A view from position 0 to the end; its position and limit are the caller's. */
  public ByteBuffer bytes() {
    return bytes.duplicate();
  }

  /** Views of the records, in order, lengths left out. */
  public List<ByteBuffer> toList() {
    List<ByteBuffer> list = new ArrayList<>(count);
    int at = 0;
    for (int i = 0; i < count; i++) {
      int length = bytes.getInt(at);
      list.add(bytes.slice(at + LENGTH_BYTES, length));
      at += LENGTH_BYTES + length;
    }
    return list;
  }
}
