package io.hotswap.contracts.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Builds one message record in the layout of {@link Message}. Bounds are the caller's to check
 * first (see {@link Limits}); a part that does not fit its length field throws.
 */
public final class MessageBuilder {
  private Encoding encoding = Encoding.TEXT;
  private int priority = Limits.PRIORITY_DEFAULT;
  private byte[] key;
  private List<Header> headers = List.of();
  private byte[] contentType;
  private byte[] idempotencyKey;
  private byte[] schemaVersion;
  private byte[] producerId;
  private ByteBuffer payload = ByteBuffer.allocate(0);

  /** The payload's remaining bytes are copied at {@link #build()}. */
  public MessageBuilder payload(Encoding form, ByteBuffer bytes) {
    this.encoding = form;
    this.payload = bytes;
    return this;
  }

  public MessageBuilder priority(int value) {
    this.priority = value;
    return this;
  }

  /** Null for none, as for the other texts. */
  public MessageBuilder key(String value) {
    this.key = utf8(value);
    return this;
  }

  public MessageBuilder headers(List<Header> value) {
    this.headers = List.copyOf(value);
    return this;
  }

  public MessageBuilder contentType(String value) {
    this.contentType = utf8(value);
    return this;
  }

  public MessageBuilder idempotencyKey(String value) {
    this.idempotencyKey = utf8(value);
    return this;
  }

  public MessageBuilder schemaVersion(String value) {
    this.schemaVersion = utf8(value);
    return this;
  }

  public MessageBuilder producerId(String value) {
    this.producerId = utf8(value);
    return this;
  }

  /** A record that owns its bytes; {@code publishedAt} is 0 until the shard stamps it. */
  public ByteBuffer build() {
    byte[][] names = headers.stream().map(h -> utf8(h.name())).toArray(byte[][]::new);
    byte[][] values = headers.stream().map(h -> utf8(h.value())).toArray(byte[][]::new);
    ByteBuffer out = ByteBuffer.allocate(size(names, values));
    out.put((byte) Message.FORMAT).put((byte) flags()).put((byte) priority).put((byte) 0);
    out.putInt(0).putLong(0);
    putText(out, key);
    if (names.length > 0) {
      out.put((byte) names.length);
      for (int i = 0; i < names.length; i++) {
        putText(out, names[i]);
        putText(out, values[i]);
      }
    }
    putText(out, contentType);
    putText(out, idempotencyKey);
    putText(out, schemaVersion);
    putText(out, producerId);
    out.put(payload.duplicate()).flip();
    return out.putInt(Message.CRC_AT, Message.crcOf(out));
  }

  private int size(byte[][] names, byte[][] values) {
    int size = Message.PARTS_AT + payload.remaining();
    size += sizeOf(key) + sizeOf(contentType) + sizeOf(idempotencyKey);
    size += sizeOf(schemaVersion) + sizeOf(producerId);
    if (names.length > 0) {
      size++;
      for (int i = 0; i < names.length; i++) {
        size += sizeOf(names[i]) + sizeOf(values[i]);
      }
    }
    return size;
  }

  private int flags() {
    return encoding.code()
        | (key == null ? 0 : Message.KEY)
        | (headers.isEmpty() ? 0 : Message.HEADERS)
        | (contentType == null ? 0 : Message.CONTENT_TYPE)
        | (idempotencyKey == null ? 0 : Message.IDEMPOTENCY_KEY)
        | (schemaVersion == null ? 0 : Message.SCHEMA_VERSION)
        | (producerId == null ? 0 : Message.PRODUCER_ID);
  }

  private static int sizeOf(byte[] part) {
    if (part != null && part.length > 0xffff) {
      throw new IllegalArgumentException("part: " + part.length + " bytes (expected: <= 65535)");
    }
    return part == null ? 0 : Short.BYTES + part.length;
  }

  private static void putText(ByteBuffer out, byte[] part) {
    if (part != null) {
      out.putShort((short) part.length).put(part);
    }
  }

  private static byte[] utf8(String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }
}
