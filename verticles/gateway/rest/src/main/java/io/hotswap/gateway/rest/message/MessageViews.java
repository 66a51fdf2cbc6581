package io.hotswap.gateway.rest.message;

import io.hotswap.contracts.broker.BrokerPort.Browsed;
import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.broker.Journey;
import io.hotswap.contracts.broker.MessageState;
import io.hotswap.contracts.broker.Published;
import io.hotswap.contracts.message.Encoding;
import io.hotswap.contracts.message.Header;
import io.hotswap.contracts.message.Message;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.time.Durations;
import io.hotswap.gateway.rest.json.JsonOut;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/** Messages in the shapes of the contract. */
public final class MessageViews {
  private MessageViews() {}

  public static void published(JsonOut out, String topicName, Published one) throws IOException {
    MessageId id = new MessageId(one.topicUid(), one.partition(), one.offset());
    place(out.field("messageId", id.toString()), topicName, one.partition(), one.offset());
    out.time("publishedAt", one.publishedAtMillis())
        .field("duplicate", one.duplicate())
        .field("durability", one.durability().name().toLowerCase(Locale.ROOT));
  }

  /** A message handed to a consumer; without a lease there is neither receipt nor deadline. */
  public static void delivery(JsonOut out, String topicName, Delivery one) throws IOException {
    out.field("messageId", one.id().toString())
        .field("receipt", one.receipt() == null ? null : one.receipt().toString());
    place(out, topicName, one.partition(), one.offset());
    content(out, one.record());
    out.field("attempt", one.attempt())
        .field(
            "ackDeadline", one.deadlineMillis() == 0 ? null : JsonOut.time(one.deadlineMillis()));
  }

  /** A message as it stands in the log. */
  public static void browsed(JsonOut out, String topicName, Browsed.Found one) throws IOException {
    out.field("messageId", one.id().toString());
    place(out, topicName, one.id().partition(), one.offset());
    content(out, one.record());
  }

  static void state(JsonOut out, MessageId id, MessageState state) throws IOException {
    out.field("messageId", id.toString());
    place(out, state.topic().name(), state.partition(), state.offset());
    content(out, state.record());
    out.array(
        "subscriptions", state.states(), (to, one) -> to.nested(s -> perSubscription(s, one)));
    out.array("journey", state.journey(), (to, one) -> to.nested(j -> step(j, one)));
  }

  private static void perSubscription(JsonOut out, MessageState.PerSubscription one)
      throws IOException {
    // A lease uses its attempt up only when it ends, but the delivery was already made.
    int current = one.state().equals("leased") ? 1 : 0;
    out.field("consumerGroup", one.group())
        .field("state", one.state())
        .field("attempts", one.attempts() + current)
        .optional("consumerId", one.consumerId());
    if (one.deadlineMillis() > 0) {
      out.time("ackDeadline", one.deadlineMillis());
    }
  }

  private static void step(JsonOut out, Journey one) throws IOException {
    out.field("event", one.event())
        .time("at", one.timeMillis())
        .optional("consumerGroup", one.group())
        .optional("detail", one.detail())
        .optional("owner", one.owner());
  }

  /** What waits for its delivery time has no place yet. */
  private static void place(JsonOut out, String topicName, int partition, long offset)
      throws IOException {
    out.field("topicName", topicName).field("partition", partition);
    if ((offset & MessageId.SCHEDULED) != 0) {
      out.field("offset", (String) null);
    } else {
      out.field("offset", offset);
    }
  }

  /** What was published, and what became of it since. */
  public static void content(JsonOut out, ByteBuffer record) throws IOException {
    Message message = Message.wrap(record);
    out.field("key", message.key());
    payload(out, message);
    out.object(
            "headers",
            h -> {
              for (Header header : message.headers()) {
                h.field(header.name(), header.value());
              }
            })
        .field("priority", message.priority())
        .optional("schemaVersion", message.schemaVersion())
        .optional("producerId", message.producerId())
        .optional("idempotencyKey", message.idempotencyKey())
        .time("publishedAt", message.firstPublishedAtMillis())
        .field("checksum", HexFormat.of().toHexDigits(message.checksum()));
    if (message.ttlMillis() > 0) {
      out.field("ttl", Durations.format(message.ttlMillis()));
    }
    if (message.deliverAtMillis() > 0) {
      out.time("deliverAt", message.deliverAtMillis());
    }
    if (message.replays() > 0) {
      out.field("replays", message.replays()).field("replayOf", message.replayOf());
    }
    if (message.failure() != null) {
      byte[] json = message.failure().getBytes(StandardCharsets.UTF_8);
      out.raw("deadLetter", ByteBuffer.wrap(json));
    }
  }

  private static void payload(JsonOut out, Message message) throws IOException {
    Encoding encoding = message.encoding();
    String contentType = message.contentType();
    switch (encoding) {
      case TEXT -> out.utf8("payload", message.payload()).field("payloadEncoding", "text");
      case JSON -> out.raw("payload", message.payload()).field("payloadEncoding", "json");
      case BINARY -> out.base64("payload", message.payload()).field("payloadEncoding", "base64");
    }
    if (contentType == null && encoding == Encoding.JSON) {
      contentType = "application/json";
    }
    out.optional("contentType", contentType);
  }
}
