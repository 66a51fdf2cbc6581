package io.hotswap.broker.core.bytes;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads what {@link ByteSink} wrote; anything malformed is an {@link IllegalArgumentException}. */
public final class ByteSource {
  /** A run of a few bytes may say billions; a fact has no more than are looked at once. */
  private static final int VALUES_MAX = 1 << 24;

  private final ByteBuffer in;
  private int values;

  public ByteSource(ByteBuffer bytes) {
    this.in = bytes.slice();
  }

  public int octet() {
    try {
      return Byte.toUnsignedInt(in.get());
    } catch (BufferUnderflowException e) {
      throw cut(e);
    }
  }

  public long number() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = octet();
      value |= (next & 0x7fL) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new IllegalArgumentException("number: longer than 10 bytes at " + in.position());
  }

  /** A number that is a count, a version or the like. */
  public int count() {
    long value = number();
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("count: " + value + " (expected: 0..2^31-1)");
    }
    return (int) value;
  }

  /** A count of things that follow and take {@code bytesMin} each, or more. */
  public int countOf(int bytesMin) {
    int count = count();
    if (count > in.remaining() / bytesMin) {
      throw new IllegalArgumentException(
          "count: " + count + " (expected: <= " + in.remaining() / bytesMin + ")");
    }
    return count;
  }

  public long signed() {
    long value = number();
    return (value >>> 1) ^ -(value & 1);
  }

  public long fixed() {
    try {
      return in.getLong();
    } catch (BufferUnderflowException e) {
      throw cut(e);
    }
  }

  public double real() {
    return Double.longBitsToDouble(fixed());
  }

  public String text() {
    return new String(block(), StandardCharsets.UTF_8);
  }

  public byte[] block() {
    int length = count();
    if (length > in.remaining()) {
      throw new IllegalArgumentException(
          "block: " + length + " bytes (expected: <= " + in.remaining() + ")");
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  public Longs runs() {
    Longs.Builder found = new Longs.Builder();
    long last = 0;
    for (int left = count(); left > 0; left--) {
      long start = last + signed();
      long length = count() + 1L;
      if (length > VALUES_MAX - values) {
        throw new IllegalArgumentException(
            "run: " + length + " (expected: <= " + (VALUES_MAX - values) + ")");
      }
      values += (int) length;
      for (long i = 0; i < length; i++) {
        found.add(start + i);
      }
      last = start + length - 1;
    }
    return found.build();
  }

  /** Everything must have been read. */
  public void end() {
    if (in.hasRemaining()) {
      throw new IllegalArgumentException("bytes left over: " + in.remaining() + " (expected: 0)");
    }
  }

  private IllegalArgumentException cut(BufferUnderflowException cause) {
    return new IllegalArgumentException("cut off at byte " + in.position(), cause);
  }
}
