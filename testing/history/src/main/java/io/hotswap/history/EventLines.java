package io.hotswap.history;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads events line by line, strictly, with no more than one line in memory. */
final class EventLines implements Closeable {
  static final int LINE_CHARS_MAX = 1 << 20;

  private static final int SHOWN_MAX = 80;

  private static final ObjectReader READER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .disable(JsonParser.Feature.INCLUDE_SOURCE_IN_LOCATION)
          .build()
          .readerFor(Event.class);

  private final Path file;
  private final BufferedReader in;
  private final StringBuilder text = new StringBuilder();
  private long line;

  private EventLines(Path file, BufferedReader in) {
    this.file = file;
    this.in = in;
  }

  static EventLines open(Path file) throws IOException {
    return new EventLines(file, Files.newBufferedReader(file));
  }

  /** How many were read. */
  long count() {
    return line;
  }

  /** Null at the end. */
  Event next() throws IOException {
    String next = nextText();
    return next == null ? null : parse(next);
  }

  /** The next line as it is; null at the end. */
  String nextText() throws IOException {
    line++;
    text.setLength(0);
    try {
      int c = in.read();
      if (c < 0) {
        line--;
        return null;
      }
      while (c >= 0 && c != '\n') {
        if (text.length() == LINE_CHARS_MAX) {
          throw wrong("longer than that (expected: at most " + LINE_CHARS_MAX + " characters)");
        }
        text.append((char) c);
        c = in.read();
      }
      return text.toString();
    } catch (CharacterCodingException notUtf8) {
      throw wrong("bytes that are no text, here or a little later (expected: UTF-8)");
    }
  }

  Event parse(String json) throws IOException {
    Event event;
    try {
      event = READER.readValue(json);
    } catch (UnrecognizedPropertyException unknown) {
      throw wrong(
          unknown.getPropertyName()
              + ": unknown field (expected: one of "
              + unknown.getKnownPropertyIds()
              + ")");
    } catch (InvalidFormatException other) {
      throw wrong(at(other) + ": " + shown(other.getValue()) + expected(other.getTargetType()));
    } catch (JsonMappingException other) {
      throw wrong(at(other) + ": " + other.getOriginalMessage() + " (expected: an event)");
    } catch (JsonProcessingException noJson) {
      throw wrong(
          shown(json) + ": " + noJson.getOriginalMessage() + " (expected: one JSON object)");
    }
    require(event != null, "null (expected: one JSON object)");
    check(event);
    return event;
  }

  private void check(Event event) throws IOException {
    require(event.kind() != null, "kind: missing" + expected(Event.Kind.class));
    if (event.aboutMessage()) {
      require(event.producer() != null, "producer: missing (expected: a name)");
      require(
          event.sequence() >= 0 && event.sequence() < Ledger.SEQUENCE_MAX,
          "sequence: "
              + event.sequence()
              + " (expected: 0.."
              + (Ledger.SEQUENCE_MAX - 1)
              + ", dense for each producer)");
    }
    require(
        !Ledger.before(event.atNanos(), event.startedNanos()),
        "atNanos: "
            + event.atNanos()
            + " (expected: startedNanos, "
            + event.startedNanos()
            + ", or later)");
  }

  private void require(boolean holds, String otherwise) throws IOException {
    if (!holds) {
      throw wrong(otherwise);
    }
  }

  private static String at(JsonMappingException wrong) {
    return wrong.getPath().isEmpty() ? "event" : wrong.getPath().get(0).getFieldName();
  }

  private static String expected(Class<?> type) {
    String what = type.isEnum() ? "one of " + Arrays.toString(type.getEnumConstants()) : type + "";
    return " (expected: " + what + ")";
  }

  private static String shown(Object value) {
    String whole = String.valueOf(value);
    return whole.length() <= SHOWN_MAX ? whole : whole.substring(0, SHOWN_MAX) + "…";
  }

  private IOException wrong(String what) {
    return new IOException(file + " line " + line + ": " + what);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
