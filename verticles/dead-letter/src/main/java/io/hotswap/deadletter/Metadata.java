package io.hotswap.deadletter;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.hotswap.contracts.policy.DeadLetterPolicy.Failed;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.OptionalLong;

/**
 * What an entry says about its failure, as far as queries ask.
 *
 * @param group null if it has none
 * @param reason null if it has none
 */
record Metadata(String group, String reason, OptionalLong failedMillis) {
  /**
   * Bytes of an error's text as written, escapes included. The other members together stay below 2
   * KiB: the names in them are bounded.
   */
  static final int LAST_ERROR_BYTES_MAX = 6 << 10;

  private static final JsonMapper JSON = new JsonMapper();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  static String write(Failed failed) {
    StringWriter text = new StringWriter(512);
    try (JsonGenerator out = new JsonFactory().createGenerator(text)) {
      out.writeStartObject();
      out.writeStringField("messageId", failed.messageId());
      out.writeStringField("consumerGroup", failed.group());
      out.writeStringField("reason", failed.reason().name());
      out.writeStringField("failedAt", time(failed.failedMillis()));
      out.writeNumberField("replays", failed.replays());
      if (failed.settings().deadLetter().includeMetadata()) {
        out.writeStringField("topicName", failed.topicName());
        out.writeNumberField("partition", failed.partition());
        out.writeNumberField("offset", failed.offset());
        out.writeNumberField("attempts", failed.attempts());
        out.writeStringField("publishedAt", time(failed.publishedMillis()));
        out.writeStringField("firstFailedAt", time(failed.firstFailedMillis()));
        out.writeStringField("lastError", cut(failed.lastError()));
      }
      out.writeEndObject();
    } catch (IOException bug) {
      throw new UncheckedIOException(bug);
    }
    return text.toString();
  }

  private static String time(long millis) {
    return millis == 0 ? null : TIME.format(Instant.ofEpochMilli(millis));
  }

  /** The longest beginning that fits, without half of a character at its end. */
  private static String cut(String error) {
    if (error == null) {
      return null;
    }
    int bytes = 0;
    for (int at = 0, next; at < error.length(); at = next) {
      int point = error.codePointAt(at);
      next = at + Character.charCount(point);
      bytes += written(point);
      if (bytes > LAST_ERROR_BYTES_MAX) {
        return error.substring(0, at);
      }
    }
    return error;
  }

  private static int written(int point) {
    if (point < 0x80) {
      return ESCAPED[point];
    }
    return point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }

  private static final int[] ESCAPED = escaped();

  private static int[] escaped() {
    int[] lengths = new int[0x80];
    for (int c = 0; c < lengths.length; c++) {
      lengths[c] = JsonStringEncoder.getInstance().quoteAsString(String.valueOf((char) c)).length;
    }
    return lengths;
  }

  /** Empty for what this plugin did not write. */
  static Metadata read(String text) {
    JsonNode json = tree(text);
    return new Metadata(
        json.path("consumerGroup").textValue(),
        json.path("reason").textValue(),
        failedMillis(json));
  }

  private static JsonNode tree(String text) {
    if (text == null) {
      return MissingNode.getInstance();
    }
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException notOurs) {
      return MissingNode.getInstance();
    }
  }

  /** As written above, or as the broker's built-in writes it while no plugin is there. */
  private static OptionalLong failedMillis(JsonNode json) {
    JsonNode failedAt = json.path("failedAt");
    if (!failedAt.isTextual()) {
      return failedAt.isLong() || failedAt.isInt()
          ? OptionalLong.of(failedAt.longValue())
          : OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Instant.parse(failedAt.textValue()).toEpochMilli());
    } catch (DateTimeException notOurs) {
      return OptionalLong.empty();
    }
  }
}
