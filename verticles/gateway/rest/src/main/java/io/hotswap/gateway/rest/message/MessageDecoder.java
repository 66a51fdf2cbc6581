package io.hotswap.gateway.rest.message;

import io.hotswap.contracts.message.Encoding;
import io.hotswap.contracts.message.Header;
import io.hotswap.contracts.message.Limits;
import io.hotswap.contracts.message.MessageBuilder;
import io.hotswap.gateway.rest.json.At;
import io.hotswap.gateway.rest.json.Faults;
import io.hotswap.gateway.rest.json.Fields;
import io.hotswap.gateway.rest.json.JsonIn;
import io.hotswap.gateway.rest.json.JsonIn.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
          "idempotencyKey",
          "ttl",
          "delay",
          "deliverAt");
  private static final List<String> PUBLISH =
      Stream.concat(Stream.of("topicName"), MESSAGE.stream()).toList();
  private static final List<String> ENCODINGS = List.of("text", "json", "base64");
  private static final Text LABEL = Text.line(1, Limits.TEXT_BYTES_MAX);
  private static final Text KEY = Text.any(1, Limits.KEY_BYTES_MAX);
  private static final Text HEADER_VALUE = Text.line(0, Limits.HEADER_BYTES_MAX);

  private final JsonIn in;
  private final At at;
  private final MessageBuilder builder = new MessageBuilder();
  private final Payload payload;
  private String topicName;

  private MessageDecoder(JsonIn in, At at, String producerId) {
    this.in = in;
    this.at = at;
    this.payload = new Payload(at);
    builder.producerId(producerId);
  }

  /** A message and the topic it names. */
  record Named(String topicName, ByteBuffer record) {}

  /** The object that begins here, an item of a batch; null if something is wrong with it. */
  static ByteBuffer item(JsonIn in, At at, String producerId) throws IOException {
    return new MessageDecoder(in, at, producerId).read(MESSAGE);
  }

  /** The object that begins here, with its topic; the record is null if something is wrong. */
  static Named named(JsonIn in, String producerId) throws IOException {
    MessageDecoder decoder = new MessageDecoder(in, in.where(), producerId);
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
    payload.into(builder, in.faults());
    return in.faults().isEmpty() ? builder.build() : null;
  }

  private void field(String name, At place) throws IOException {
    switch (name) {
      case "topicName" -> topicName = Names.read(in, place);
      case "payload" -> payload.value(in);
      case "payloadEncoding" -> payload.encoding(in.oneOf(place, ENCODINGS));
      case "contentType" -> builder.contentType(in.text(place, LABEL));
      case "schemaVersion" -> builder.schemaVersion(in.text(place, LABEL));
      case "key" -> builder.key(in.text(place, KEY));
      case "priority" -> builder.priority(in.integer(place, 0, Limits.PRIORITY_MAX));
      case "headers" -> builder.headers(headers(place));
      default -> {
        in.source();
        in.faults().unsupported(place);
      }
    }
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

  /** The payload, which is understood only when its encoding is known: that may come later. */
  private static final class Payload {
    private final At at;
    private ByteBuffer source;
    private String text;
    private String encoding;

    Payload(At message) {
      this.at = message.child("payload");
    }

    void value(JsonIn in) throws IOException {
      text = in.textHere();
      source = in.source();
    }

    void encoding(String value) {
      encoding = value;
    }

    void into(MessageBuilder builder, Faults faults) {
      if (source == null) {
        return;
      }
      String form = encoding != null ? encoding : text != null ? "text" : "json";
      ByteBuffer bytes = source;
      if (!form.equals("json")) {
        bytes = text == null ? null : decode(form, faults);
        if (text == null) {
          faults.add(at, "not a string (expected: a string, for payloadEncoding " + form + ")");
        }
      }
      if (bytes == null) {
        return;
      }
      if (bytes.remaining() > Limits.PAYLOAD_BYTES_MAX) {
        faults.add(at, bytes.remaining() + " bytes", "at most " + Limits.PAYLOAD_BYTES_MAX);
      }
      builder.payload(
          switch (form) {
            case "text" -> Encoding.TEXT;
            case "json" -> Encoding.JSON;
            default -> Encoding.BINARY;
          },
          bytes);
    }

    private ByteBuffer decode(String form, Faults faults) {
      if (form.equals("text")) {
        if (!JsonIn.wellFormed(text)) {
          faults.add(at, "lone surrogate (expected: Unicode text)");
        }
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      }
      return Base64Text.decode(text)
          .orElseGet(
              () -> {
                faults.add(at, text, "base64 with padding");
                return null;
              });
    }
  }
}
