package io.hotswap.contracts.log;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

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

  private final ByteBuffer bytes;

  /** Where the length of each record is, and the end of the last one. */
  private final int[] places;

  /** The same bytes packed, or null. */
  private final ByteBuffer packed;

  private Records(ByteBuffer bytes, int[] places, ByteBuffer packed) {
    this.bytes = bytes;
    this.places = places;
    this.packed = packed;
  }

  /**
   * Wraps bytes already in the layout.
   *
   * @throws IllegalArgumentException if the lengths do not add up to exactly {@code count} records
   */
  public static Records wrap(int count, ByteBuffer bytes) {
    ByteBuffer view = bytes.slice();
    // NB: a count that nobody has looked at must not decide how much memory is asked for.
    int most = view.limit() / (LENGTH_BYTES + 1);
    int[] places = new int[Math.max(0, Math.min(count, most)) + 1];
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
      if (seen < places.length) {
        places[seen] = at;
      }
    }
    if (seen != count) {
      throw new IllegalArgumentException("records: " + seen + " (expected: " + count + ")");
    }
    return new Records(view, places, null);
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

  /**
   * The same records, with the block that a publisher packed them into.
   *
   * @param block one LZ4 block of all their bytes as they were before a shard stamped them; in an
   *     array
   */
  public Records withPacked(ByteBuffer block) {
    return new Records(bytes, places, block.slice());
  }

  /** See {@link #withPacked}; null when there is none, as in any part of a batch. */
  public ByteBuffer packed() {
    return packed == null ? null : packed.duplicate();
  }

  /** Size of that block in bytes, 0 without one. */
  public int packedSize() {
    return packed == null ? 0 : packed.limit();
  }

  public int count() {
    return places.length - 1;
  }

  /** Size in bytes, lengths included. */
  public int size() {
    return bytes.limit();
  }

  /** A view from position 0 to the end; its position and limit are the caller's. */
  public ByteBuffer bytes() {
    return bytes.duplicate();
  }

  /** A view of one record, length left out. */
  public ByteBuffer get(int index) {
    int at = places[index] + LENGTH_BYTES;
    return bytes.slice(at, places[index + 1] - at);
  }

  /**
   * Some of them, as views of the same bytes.
   *
   * @param from index of the first one
   * @param to index after the last one
   */
  public Records some(int from, int to) {
    if (from == 0 && to == count()) {
      return this;
    }
    int base = places[from];
    int[] own = Arrays.copyOfRange(places, from, to + 1);
    for (int i = 0; i < own.length; i++) {
      own[i] -= base;
    }
    return new Records(bytes.slice(base, places[to] - base), own, null);
  }

  /** Shows each record by one view, which is moved on from record to record: nobody may keep it. */
  public void forEach(Consumer<ByteBuffer> look) {
    ByteBuffer view = bytes.duplicate();
    for (int i = 0; i < count(); i++) {
      look.accept(show(view, i));
    }
  }

  /** Moves a view that {@link #bytes} gave to one record. */
  public ByteBuffer show(ByteBuffer view, int index) {
    return view.limit(places[index + 1]).position(places[index] + LENGTH_BYTES);
  }

  /** Views of the records, in order, lengths left out. */
  public List<ByteBuffer> toList() {
    List<ByteBuffer> list = new ArrayList<>(count());
    for (int i = 0; i < count(); i++) {
      list.add(get(i));
    }
    return list;
  }
}
