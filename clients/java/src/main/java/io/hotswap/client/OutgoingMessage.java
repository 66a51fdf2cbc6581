package io.hotswap.client;

import io.hotswap.contracts.message.Encoding;
import io.hotswap.contracts.message.Header;
import io.hotswap.contracts.message.Limits;
import io.hotswap.contracts.message.MessageBuilder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A message to be published. Methods return this one; not to be changed after it was published.
 * Bounds are those of the REST page; what breaks them is refused by the node, by name.
 */
public final class OutgoingMessage {
  private final Encoding encoding;
  private final ByteBuffer payload;
  private final List<Header> headers = new ArrayList<>();
  private String key;
  private String idempotencyKey;
  private String contentType;
  private int priority = Limits.PRIORITY_DEFAULT;
  private long ttlMillis;
  private long deliverAtMillis;

  private OutgoingMessage(Encoding encoding, ByteBuffer payload) {
    this.encoding = encoding;
    this.payload = payload;
  }

  /** A payload of text. */
  public static OutgoingMessage text(String payload) {
    return new OutgoingMessage(
        Encoding.TEXT, ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8)));
  }

  /** A payload of JSON, as text. */
  public static OutgoingMessage json(String payload) {
    return new OutgoingMessage(
        Encoding.JSON, ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8)));
  }

  /** A payload of bytes, which nobody may change any more. */
  public static OutgoingMessage bytes(byte[] payload) {
    return new OutgoingMessage(Encoding.BINARY, ByteBuffer.wrap(payload));
  }

  /** Messages of one key keep their order. */
  public OutgoingMessage key(String value) {
    key = value;
    return this;
  }

  /** A repeat of this key within the topic's window is answered with the first message's id. */
  public OutgoingMessage idempotencyKey(String value) {
    idempotencyKey = value;
    return this;
  }

  public OutgoingMessage contentType(String value) {
    contentType = value;
    return this;
  }

  public OutgoingMessage header(String name, String value) {
    headers.add(new Header(name, value));
    return this;
  }

  /** 0 (last) to 9 (first); 4 is usual. */
  public OutgoingMessage priority(int value) {
    PublisherOptions.within("priority", value, 0, Limits.PRIORITY_MAX);
    priority = value;
    return this;
  }

  /** After which it expires. */
  public OutgoingMessage ttl(Duration value) {
    ttlMillis = value.toMillis();
    return this;
  }

  /** Before which nobody gets it. */
  public OutgoingMessage deliverAt(Instant value) {
    deliverAtMillis = value.toEpochMilli();
    return this;
  }

  String idempotencyKey() {
    return idempotencyKey;
  }

  /**
   * As it is stored.
   *
   * @param defaultKey idempotency key if it has none, or null
   */
  ByteBuffer record(String producerId, String defaultKey) {
    MessageBuilder builder = new MessageBuilder().payload(encoding, payload).priority(priority);
    builder.producerId(producerId).key(key).headers(headers).contentType(contentType);
    builder.idempotencyKey(idempotencyKey == null ? defaultKey : idempotencyKey);
    return builder.ttlMillis(ttlMillis).deliverAtMillis(deliverAtMillis).build();
  }
}
