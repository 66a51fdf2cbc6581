package io.hotswap.gateway.rest.message;

import io.hotswap.contracts.message.Encoding;
import io.hotswap.contracts.message.MessageBuilder;
import io.hotswap.gateway.rest.json.At;
import io.hotswap.gateway.rest.json.Faults;
import io.hotswap.gateway.rest.json.JsonIn;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A payload, which is understood only when its encoding is known: that may come later. */
final class Payload {
  static final List<String> ENCODINGS = List.of("text", "json", "base64");

  private final At at;
  private final int bytesMax;
  private ByteBuffer source;
  private String text;
  private String encoding;

  Payload(At message, int bytesMax) {
    this.at = message.child("payload");
    this.bytesMax = bytesMax;
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
    if (bytes.remaining() > bytesMax) {
      faults.add(at, bytes.remaining() + " bytes", "at most " + bytesMax);
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
