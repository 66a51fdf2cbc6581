package io.hotswap.contracts.broker.wire;

import io.hotswap.contracts.log.Records;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What {@link WireOut} wrote; whatever does not fit is an {@link IllegalArgumentException}. */
final class WireIn {
  private static final char REPLACED = '\uFFFD';

  private final String kind;
  private final ByteBuffer in;

  /**
   * @param kind for messages
   * @param bytes are the reader's from now on
   */
  WireIn(String kind, byte[] bytes) {
    this.kind = kind;
    this.in = ByteBuffer.wrap(bytes);
  }

  int u8(String field) {
    need(field, 1);
    return Byte.toUnsignedInt(in.get());
  }

  boolean flag(String field) {
    int value = u8(field);
    if (value > 1) {
      throw bad(field, value, "0 or 1");
    }
    return value == 1;
  }

  int i32(String field) {
    need(field, Integer.BYTES);
    return in.getInt();
  }

  long i64(String field) {
    need(field, Long.BYTES);
    return in.getLong();
  }

  /** Some number of messages. */
  int count(String field, int least) {
    int value = i32(field);
    if (value < least) {
      throw bad(field, value, ">= " + least);
    }
    return value;
  }

  /** See {@link WireOut#constant}. */
  <E extends Enum<E>> E constant(String field, List<E> codes) {
    int code = u8(field);
    if (code >= codes.size()) {
      throw bad(field, code, "0.." + (codes.size() - 1));
    }
    return codes.get(code);
  }

  /** A text or null. */
  String text(String field) {
    int length = i32(field);
    if (length == WireOut.NULL) {
      return null;
    }
    requireRest(field, length);
    int at = in.position();
    String text = new String(in.array(), in.arrayOffset() + at, length, StandardCharsets.UTF_8);
    in.position(at + length);
    if (text.indexOf(REPLACED) >= 0) {
      requireUtf8(field, in.slice(at, length));
    }
    return text;
  }

  private void requireUtf8(String field, ByteBuffer bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(bytes);
    } catch (CharacterCodingException malformed) {
      throw bad(field, "a text of " + bytes.limit() + " bytes", "UTF-8");
    }
  }

  /** A view of them. */
  ByteBuffer bytes(String field) {
    return raw(field, i32(field));
  }

  private ByteBuffer raw(String field, int length) {
    requireRest(field, length);
    ByteBuffer view = in.slice(in.position(), length);
    in.position(in.position() + length);
    return view;
  }

  /** All that is left. */
  byte[] rest() {
    byte[] rest = new byte[in.remaining()];
    in.get(rest);
    return rest;
  }

  /** Views of them. */
  Records records(String field) {
    int count = i32(field);
    int size = i32(field);
    int packed = i32(field);
    ByteBuffer bytes = raw(field, size);
    Records records;
    try {
      records = Records.wrap(count, bytes);
    } catch (IllegalArgumentException damaged) {
      throw new IllegalArgumentException(kind + "." + field + ": " + damaged.getMessage(), damaged);
    }
    return packed == WireOut.NULL ? records : records.withPacked(raw(field, packed));
  }

  /**
   * See {@link WireOut#list}.
   *
   * @param least bytes that each takes: what is left must do for all
   */
  <E> List<E> list(String field, int least, Function<WireIn, E> each) {
    int count = i32(field);
    if (count < 0 || count > in.remaining() / least) {
      throw bad(field, count + " of them", "0.." + in.remaining() / least);
    }
    List<E> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.add(each.apply(this));
    }
    return values;
  }

  void end() {
    if (in.hasRemaining()) {
      throw bad("end", in.remaining() + " bytes too many", "none");
    }
  }

  IllegalArgumentException bad(String field, Object value, String expected) {
    return new IllegalArgumentException(
        kind + "." + field + ": " + value + " (expected: " + expected + ")");
  }

  private void need(String field, int bytes) {
    if (in.remaining() < bytes) {
      throw bad(field, in.remaining() + " bytes left", "at least " + bytes);
    }
  }

  private void requireRest(String field, int length) {
    if (length < 0 || length > in.remaining()) {
      throw bad(field, "length " + length, "0.." + in.remaining());
    }
  }
}
