package io.hotswap.gateway.rest.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Base64 as RFC 4648 section 4 has it: its alphabet, padded, nothing else. */
final class Base64Text {
  private Base64Text() {}

  static Optional<ByteBuffer> decode(String text) {
    if (text.length() % 4 != 0) {
      return Optional.empty();
    }
    try {
      // Not by the string: its decoder takes characters beyond Latin-1 for their low byte.
      byte[] ascii = text.getBytes(StandardCharsets.UTF_8);
      return Optional.of(ByteBuffer.wrap(Base64.getDecoder().decode(ascii)));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }
}
