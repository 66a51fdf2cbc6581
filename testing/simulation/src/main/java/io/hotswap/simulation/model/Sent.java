package io.hotswap.simulation.model;

import io.hotswap.contracts.message.Encoding;
import io.hotswap.contracts.message.Message;
import io.hotswap.contracts.message.MessageBuilder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A message as a producer sent it; its number is its payload.
 *
 * @param key null for none, as the idempotency key and the transaction
 * @param deliverAt 0 for at once
 */
public record Sent(
    long number,
    String topic,
    String key,
    int priority,
    long ttl,
    long deliverAt,
    String idempotencyKey,
    String transaction) {

  /** What some messages have more than others. */
  private static final int LONG_BYTES = 400;

  public ByteBuffer record() {
    String rest = " ".repeat((content().hashCode() & 3) == 0 ? LONG_BYTES : 0);
    byte[] text = ("m" + content() + rest).getBytes(StandardCharsets.US_ASCII);
    return new MessageBuilder()
        .payload(Encoding.TEXT, ByteBuffer.wrap(text))
        .key(key)
        .priority(priority)
        .ttlMillis(ttl)
        .deliverAtMillis(deliverAt)
        .idempotencyKey(idempotencyKey)
        .build();
  }

  /** The same for all that have the same idempotency key. */
  private String content() {
    return idempotencyKey == null ? String.valueOf(number) : idempotencyKey;
  }

  /** What a message says of itself. */
  static String name(ByteBuffer record) {
    return StandardCharsets.US_ASCII
        .decode(Message.wrap(record).payload())
        .toString()
        .substring(1)
        .trim();
  }

  String name() {
    return content();
  }
}
