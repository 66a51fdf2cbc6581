package io.hotswap.contracts.broker.wire;

import io.hotswap.contracts.log.Records;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiConsumer;

/** Fields one after the other, big-endian. */
final class WireOut {
  /** In the place of a length. */
  static final int NULL = -1;

  private final Buffer out;

  WireOut(int room) {
    out = Buffer.buffer(room);
  }

  Buffer buffer() {
    return out;
  }

  WireOut u8(int value) {
    out.appendByte((byte) value);
    return this;
  }

  WireOut flag(boolean value) {
    return u8(value ? 1 : 0);
  }

  WireOut i32(int value) {
    out.appendInt(value);
    return this;
  }

  WireOut i64(long value) {
    out.appendLong(value);
    return this;
  }

  /**
   * One of a list that both sides have.
   *
   * @param codes constants by their number on the wire
   */
  <E extends Enum<E>> WireOut constant(List<E> codes, E value) {
    int code = codes.indexOf(value);
    if (code < 0) {
      throw new IllegalStateException(value + " has no code");
    }
    return u8(code);
  }

  /** A text or null. */
  WireOut text(String value) {
    if (value == null) {
      return i32(NULL);
    }
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    out.appendInt(utf8.length).appendBytes(utf8);
    return this;
  }

  /** With its length. */
  WireOut bytes(ByteBuffer value) {
    return i32(value.remaining()).raw(value);
  }

  WireOut raw(byte[] value) {
    out.appendBytes(value);
    return this;
  }

  private WireOut raw(ByteBuffer value) {
    if (value.hasArray()) {
      int at = value.arrayOffset() + value.position();
      out.appendBytes(value.array(), at, value.remaining());
      return this;
    }
    byte[] copy = new byte[value.remaining()];
    value.duplicate().get(copy);
    return raw(copy);
  }

  /** Both lengths come first. */
  WireOut records(Records records) {
    ByteBuffer packed = records.packed();
    i32(records.count()).i32(records.size()).i32(packed == null ? NULL : packed.remaining());
    raw(records.bytes());
    return packed == null ? this : raw(packed);
  }

  <E> WireOut list(List<E> values, BiConsumer<WireOut, E> each) {
    i32(values.size());
    for (E value : values) {
      each.accept(this, value);
    }
    return this;
  }
}
