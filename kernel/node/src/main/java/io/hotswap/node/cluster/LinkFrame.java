package io.hotswap.node.cluster;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What two nodes send each other: length of the rest (4 bytes), type (1), number of the ask (8),
 * length of the kind (1), the kind, the body. Big endian.
 *
 * @param number of the ask that this is or answers, 0 for what is not answered
 * @param kind what it is about; empty in answers
 */
record LinkFrame(Type type, long number, String kind, Buffer body) {
  /** See {@link LinkFrame}. */
  enum Type {
    /** The first of each side: who it is, and a nonce. */
    HELLO(0),
    /** The second of each side: that it knows the secret. */
    PROOF(1),
    ASK(2),
    TELL(3),
    ANSWER(4),
    /** An answer whose body is a problem. */
    REFUSAL(5),
    /** The other side may not link; the body says why. */
    BYE(6);

    private final int code;

    Type(int code) {
      this.code = code;
    }
  }

  static final int LENGTH_BYTES = 4;
  static final int FRAME_MAX = 64 << 20;
  private static final int HEAD = 1 + 8 + 1;
  private static final Map<Integer, Type> TYPES =
      Arrays.stream(Type.values()).collect(Collectors.toMap(type -> type.code, type -> type));

  Buffer encode() {
    byte[] name = kind.getBytes(StandardCharsets.US_ASCII);
    int length = HEAD + name.length + body.length();
    if (length > FRAME_MAX || name.length > 255) {
      throw new IllegalArgumentException(
          kind + ": " + length + " bytes (expected: at most " + FRAME_MAX + ")");
    }
    return Buffer.buffer(LENGTH_BYTES + length)
        .appendInt(length)
        .appendByte((byte) type.code)
        .appendLong(number)
        .appendByte((byte) name.length)
        .appendBytes(name)
        .appendBuffer(body);
  }

  /** What follows the length. */
  static LinkFrame decode(Buffer bytes) {
    int type = bytes.length() < HEAD ? -1 : bytes.getByte(0);
    int kind = type < 0 ? 0 : bytes.getUnsignedByte(9);
    if (!TYPES.containsKey(type) || bytes.length() < HEAD + kind) {
      throw new IllegalArgumentException(
          "frame: type " + type + " of " + bytes.length() + " bytes (expected: a link frame)");
    }
    return new LinkFrame(
        TYPES.get(type),
        bytes.getLong(1),
        bytes.getString(HEAD, HEAD + kind, "US-ASCII"),
        bytes.slice(HEAD + kind, bytes.length()));
  }
}
