package io.hotswap.gateway.rest.message;

import io.hotswap.contracts.message.Header;
import io.hotswap.contracts.message.Limits;
import io.hotswap.contracts.message.MessageBuilder;
import io.hotswap.gateway.rest.json.At;
import io.hotswap.gateway.rest.json.Fields;
import io.hotswap.gateway.rest.json.JsonIn;
import io.hotswap.gateway.rest.json.JsonIn.Text;
import io.hotswap.gateway.rest.json.JsonOut;
import io.hotswap.gateway.rest.json.Times;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads one message object straight into a record. The same rules as the document's schemas {@code
 * Publish} and {@code BatchMessage}; a test holds the two together.
 */
final class MessageDecoder {
  private static final List<String> MESSAGE =
      List.of(
          "payload",
          "key",
          "headers",
          "payloadEncoding",
          "contentType",
          "priority",
          "schemaVersion",
          "producerId",
          "idempotencyKey",
          "ttl",
          "delay",
          "deliverAt");
  private static final List<String> PUBLISH =
      Stream.concat(Stream.of("topicName"), MESSAGE.stream()).toList();
  static final long TTL_MAX = 3_650 * Times.DAY_MILLIS;
  static final long DELAY_MAX = 365 * Times.DAY_MILLIS;
  static final Text LABEL = Text.line(1, Limits.TEXT_BYTES_MAX);
  static final Text KEY = Text.any(1, Limits.KEY_BYTES_MAX);
  static final Text HEADER_VALUE = Text.line(0, Limits.HEADER_BYTES_MAX);

  private final JsonIn in;
  private final At at;
  private final Intake intake;
  private final MessageBuilder builder = new MessageBuilder();
  private final Payload payload;
  private String topicName;
  private boolean delayed;
  private boolean timed;

  private MessageDecoder(JsonIn in, At at, Intake intake) {
    this.in = in;
    this.at = at;
    this.intake = intake;
    this.payload = new Payload(at, intake.payloadBytesMax());
    builder.producerId(intake.producerId());
  }

  /** A message and the topic it names. */
  record Named(String topicName, ByteBuffer record) {}

  /** The object that begins here, an item of a batch; null if something is wrong with it. */
  static ByteBuffer item(JsonIn in, At at, Intake intake) throws IOException {
    return new MessageDecoder(in, at, intake).read(MESSAGE);
  }

  /** The object that begins here, with its topic; the record is null if something is wrong. */
  static Named named(JsonIn in, At at, Intake intake) throws IOException {
    MessageDecoder decoder = new MessageDecoder(in, at, intake);
    ByteBuffer record = decoder.read(PUBLISH);
    return new Named(decoder.topicName, record);
  }

  private ByteBuffer read(List<String> known) throws IOException {
    Fields fields = new Fields(in, at, known);
    for (String name = fields.next(); name != null; name = fields.next()) {
      field(name, at.child(name));
    }
    fields.require("payload");
    if (known.get(0).equals("topicName")) {
      fields.require("topicName");
    }
    if (delayed && timed) {
      in.faults().add(at.child("deliverAt"), "given beside delay (expected: one of both)");
    }
    payload.into(builder, in.faults());
    return in.faults().isEmpty() ? builder.build() : null;
  }

  private void field(String name, At place) throws IOException {
    switch (name) {
      case "topicName" -> topicName = Names.read(in, place);
      case "payload" -> payload.value(in);
      case "payloadEncoding" -> payload.encoding(in.oneOf(place, Payload.ENCODINGS));
      case "contentType" -> builder.contentType(in.text(place, LABEL));
      case "schemaVersion" -> builder.schemaVersion(in.text(place, LABEL));
      case "key" -> builder.key(in.text(place, KEY));
      case "priority" -> builder.priority(in.integer(place, 0, Limits.PRIORITY_MAX));
      case "headers" -> builder.headers(headers(place));
      case "producerId" -> builder.producerId(in.text(place, LABEL));
      case "idempotencyKey" -> builder.idempotencyKey(in.text(place, LABEL));
      case "ttl" -> builder.ttlMillis(Times.duration(in, place, 1, TTL_MAX));
      default -> due(name, place);
    }
  }

  /** When it may be delivered: what is due now is delivered at once. */
  private void due(String name, At place) throws IOException {
    long now = intake.nowMillis();
    long due;
    if (name.equals("delay")) {
      delayed = true;
      due = now + Times.duration(in, place, 0, DELAY_MAX);
    } else {
      timed = true;
      due = Times.read(in, place);
      if (due > now + DELAY_MAX) {
        in.faults().add(place, JsonOut.time(due), "at most 365d from now");
      }
    }
    builder.deliverAtMillis(due > now ? due : 0);
  }

  private List<Header> headers(At place) throws IOException {
    List<Header> headers = new ArrayList<>();
    Set<String> names = new HashSet<>();
    if (!in.object(place, "an object of strings")) {
      return headers;
    }
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      At header = place.child(name);
      if (!in.accepts(header, name, LABEL)) {
        in.source();
        continue;
      }
      String value = in.text(header, HEADER_VALUE);
      if (!names.add(name)) {
        in.faults().add(header, "given twice (expected: once)");
      } else if (value != null) {
        headers.add(new Header(name, value));
      }
    }
    if (names.size() > Limits.HEADERS_MAX) {
      in.faults().add(place, names.size() + " headers", "at most " + Limits.HEADERS_MAX);
    }
    return headers;
  }
}
