package io.hotswap.broker.core.bytes;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing block of bytes with variable-length numbers; the counterpart of {@link ByteSource}. */
public final class ByteSink {
  private byte[] bytes = new byte[64];
  private int size;

  public int size() {
    return size;
  }

  public ByteSink octet(int value) {
    room(1);
    bytes[size++] = (byte) value;
    return this;
  }

  /** Seven bits a byte, low ones first; meant for numbers that are not negative. */
  public ByteSink number(long value) {
    long rest = value;
    room(10);
    while ((rest & ~0x7fL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
    return this;
  }

  /** Small for numbers near 0 on either side. */
  public ByteSink signed(long value) {
    return number((value << 1) ^ (value >> 63));
  }

  /** Always eight bytes: for hashes, whose bits are all equally likely. */
  public ByteSink fixed(long value) {
    room(8);
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes[size++] = (byte) (value >>> shift);
    }
    return this;
  }

  public ByteSink real(double value) {
    return fixed(Double.doubleToLongBits(value));
  }

  public ByteSink text(String value) {
    return block(value.getBytes(StandardCharsets.UTF_8));
  }

  public ByteSink block(byte[] value) {
    number(value.length);
    room(value.length);
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
    return this;
  }

  /** As runs of consecutive numbers, so that a contiguous range costs a few bytes. */
  public ByteSink runs(Longs values) {
    number(values.runs());
    long last = 0;
    for (int i = 0; i < values.size(); ) {
      int length = values.runLength(i);
      signed(values.get(i) - last).number(length - 1L);
      i += length;
      last = values.get(i - 1);
    }
    return this;
  }

  public byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  /** A view of what is written so far; write no more after asking for it. */
  public ByteBuffer view() {
    return ByteBuffer.wrap(bytes, 0, size);
  }

  private void room(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
    }
  }
}
