package io.hotswap.routing.contentbased.filter;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads payloads as JSON, decimals exactly. */
final class PayloadReader {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private PayloadReader() {}

  /** Missing if it is no JSON text, or deeper or with greater numbers than Jackson reads. */
  static JsonNode read(ByteBuffer bytes) {
    try {
      return JSON.readTree(
          bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    } catch (IOException | NumberFormatException notJson) {
      // NB: Jackson throws the latter as it is, for an exponent beyond all reason.
      return MissingNode.getInstance();
    }
  }
}
