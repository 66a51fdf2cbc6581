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
  private byte[] ttl;
  private byte[] deliverAt;
  private byte[] origin;
  private byte[] target;
  private byte[] replay;
  private byte[] failure;
  private ByteBuffer payload = ByteBuffer.allocate(0);

  /** Everything that a message has; what it has of the time of publishing is left out. */
  public static MessageBuilder copyOf(Message message) {
    MessageBuilder copy =
        new MessageBuilder()
            .payload(message.encoding(), message.payload())
            .priority(message.priority())
            .key(message.key())
            .headers(message.headers())
            .contentType(message.contentType())
            .idempotencyKey(message.idempotencyKey())
            .schemaVersion(message.schemaVersion())
            .producerId(message.producerId())
            .ttlMillis(message.ttlMillis())
            .deliverAtMillis(message.deliverAtMillis())
            .targetGroup(message.targetGroup())
            .failure(message.failure());
    if (message.originOffset() >= 0) {
      copy.origin(message.originOffset(), message.firstPublishedAtMillis());
    }
    return message.replays() == 0 ? copy : copy.replay(message.replays(), message.replayOf());
  }

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

  /** How long it may wait to be delivered; 0 for what the topic says. */
  public MessageBuilder ttlMillis(long value) {
    this.ttl = value == 0 ? null : numbers(value);
    return this;
  }

  /** When it may be delivered, UTC milliseconds; 0 for at once. */
  public MessageBuilder deliverAtMillis(long value) {
    this.deliverAt = value == 0 ? null : numbers(value);
    return this;
  }

  /** What it is called and when it was published, for one that enters later; below 0 for none. */
  public MessageBuilder origin(long offset, long publishedAtMillis) {
    this.origin = offset < 0 ? null : numbers(offset, publishedAtMillis);
    return this;
  }

  /** The only group that gets it; null for all. */
  public MessageBuilder targetGroup(String value) {
    this.target = utf8(value);
    return this;
  }

  /** That it came back from being a dead letter, and what it was called at first. */
  public MessageBuilder replay(int count, String firstId) {
    byte[] id = utf8(firstId);
    this.replay = ByteBuffer.allocate(Long.BYTES + id.length).putLong(count).put(id).array();
    return this;
  }

  /** Why it is a dead letter, JSON text; null if it is none. */
  public MessageBuilder failure(String value) {
    this.failure = utf8(value);
    return this;
  }

  /** A record that owns its bytes; {@code publishedAt} is 0 until the shard stamps it. */
  public ByteBuffer build() {
    byte[][] names = new byte[headers.size()][];
    byte[][] values = new byte[names.length][];
    for (int i = 0; i < names.length; i++) {
      names[i] = utf8(headers.get(i).name());
      values[i] = utf8(headers.get(i).value());
    }
    ByteBuffer out = ByteBuffer.allocate(size(names, values));
    out.put((byte) Message.FORMAT).put((byte) flags()).put((byte) priority);
    out.put((byte) (flags() >>> 8));
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
    putText(out, ttl);
    putText(out, deliverAt);
    putText(out, origin);
    putText(out, target);
    putText(out, replay);
    putText(out, failure);
    out.put(payload.duplicate()).flip();
    return out.putInt(Message.CRC_AT, Message.crcOf(out));
  }

  private int size(byte[][] names, byte[][] values) {
    int size = Message.PARTS_AT + payload.remaining();
    size += sizeOf(key) + sizeOf(contentType) + sizeOf(idempotencyKey);
    size += sizeOf(schemaVersion) + sizeOf(producerId);
    size += sizeOf(ttl) + sizeOf(deliverAt) + sizeOf(origin);
    size += sizeOf(target) + sizeOf(replay) + sizeOf(failure);
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
        | (producerId == null ? 0 : Message.PRODUCER_ID)
        | (ttl == null ? 0 : Message.TTL)
        | (deliverAt == null ? 0 : Message.DELIVER_AT)
        | (origin == null ? 0 : Message.ORIGIN)
        | (target == null ? 0 : Message.TARGET)
        | (replay == null ? 0 : Message.REPLAY)
        | (failure == null ? 0 : Message.FAILURE);
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

  private static byte[] numbers(long... values) {
    ByteBuffer out = ByteBuffer.allocate(Long.BYTES * values.length);
    for (long value : values) {
      out.putLong(value);
    }
    return out.array();
  }

  private static byte[] utf8(String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }
}
