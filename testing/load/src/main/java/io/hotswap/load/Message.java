package io.hotswap.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hotswap.history.Event.Subject;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * What is published, over and over.
 *
 * @param payload JSON as a JSON writer writes it, so that what a consumer reads and writes again is
 *     the same text
 * @param keyJson the key as a JSON string
 */
public record Message(String key, String keyJson, String payload, int digest) {
  private static final JsonMapper JSON = new JsonMapper();

  public static Message of(String key, JsonNode payload) {
    String text = payload.toString();
    return new Message(key, JSON.getNodeFactory().textNode(key).toString(), text, digest(text));
  }

  /** A line of NDJSON, keyed by one of its fields. */
  public static Message ofLine(String line, String keyField) {
    try {
      JsonNode payload = JSON.readTree(line);
      return of(payload.path(keyField).asText(), payload);
    } catch (com.fasterxml.jackson.core.JsonProcessingException bad) {
      throw new IllegalArgumentException("line: " + line + " (expected: JSON)", bad);
    }
  }

  /** Which of the published messages a delivered one is. */
  public static Subject subject(JsonNode delivered) {
    JsonNode headers = delivered.path("headers");
    // A replay is stored under an id of its own.
    boolean replay = delivered.has("replayOf");
    return new Subject(
        headers.path("producer").asText("?"),
        headers.path("sequence").asLong(0),
        delivered.path("key").asText(null),
        replay ? null : delivered.path("messageId").asText(null),
        digest(delivered.path("payload").toString()));
  }

  public static int digest(String payload) {
    CRC32 crc = new CRC32();
    crc.update(payload.getBytes(StandardCharsets.UTF_8));
    return (int) crc.getValue();
  }
}
