package io.hotswap.node.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Records between nodes and on disk; fields that another version of the kernel has are skipped. */
final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private Json() {}

  static Buffer write(Object record) {
    return Buffer.buffer(text(record));
  }

  static String text(Object record) {
    try {
      return MAPPER.writeValueAsString(record);
    } catch (JsonProcessingException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /**
   * @throws IllegalArgumentException if it is not one
   */
  static <T> T read(Buffer bytes, Class<T> type) {
    return read(bytes.toString(), type);
  }

  static <T> T read(String text, Class<T> type) {
    try {
      return MAPPER.readValue(text, type);
    } catch (IOException | RuntimeException bad) {
      throw new IllegalArgumentException(
          type.getSimpleName() + ": " + bad.getMessage() + " (expected: JSON as written)", bad);
    }
  }
}
