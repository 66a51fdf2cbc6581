package io.hotswap.gateway.rest.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DatabindException;
import io.hotswap.contracts.error.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * One JSON text, read forwards. What has the wrong type or is out of bounds goes to {@link #faults}
 * and reading goes on; what is not JSON throws a {@link Problem}.
 */
public final class JsonIn implements AutoCloseable {
  static final int DEPTH_MAX = 64;
  private static final int POINTER_MAX = 300;
  private static final int TEXT_MAX = 64 << 20;
  private static final int INTEGER_CHARS_MAX = 18;
  private static final Pattern NUL = Pattern.compile("\u0000");
  private static final Pattern CONTROL = Pattern.compile("[\u0000-\u001f\u007f]");
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH_MAX)
                  .maxNumberLength(TEXT_MAX)
                  .maxStringLength(TEXT_MAX)
                  .build())
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          // Names come from clients: a shared table of them would grow with what they send.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private final byte[] bytes;
  private final JsonParser parser;
  private final Faults faults;

  /** Something that reads from a parser. */
  @FunctionalInterface
  public interface Reader<T> {
    T read(JsonIn in) throws IOException;
  }

  private JsonIn(byte[] bytes, JsonParser parser, Faults faults) {
    this.bytes = bytes;
    this.parser = parser;
    this.faults = faults;
  }

  /** Reads a whole text, which must hold exactly one value; {@code at} is where it belongs. */
  public static <T> T read(byte[] bytes, At at, Faults faults, Reader<T> reader) {
    return read(FACTORY, bytes, at, faults, reader);
  }

  static <T> T read(JsonFactory factory, byte[] bytes, At at, Faults faults, Reader<T> reader) {
    if (bytes.length == 0) {
      throw Problem.badRequest(at.pointer(), "empty body (expected: JSON)");
    }
    Utf8.check(bytes);
    try (JsonIn in = new JsonIn(bytes, factory.createParser(bytes), faults)) {
      return in.whole(at, reader);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private <T> T whole(At at, Reader<T> reader) throws IOException {
    try {
      parser.nextToken();
      T value = reader.read(this);
      if (parser.nextToken() != null) {
        throw malformed(at, parser.currentLocation(), "more than one value");
      }
      return value;
    } catch (StreamConstraintsException tooMuch) {
      throw tooMuch(at);
    } catch (DatabindException repeated) {
      // All that building a plain tree refuses is a field given twice.
      throw Problem.badRequest(place(at), "given twice (expected: once)");
    } catch (JsonEOFException cut) {
      throw malformed(at, cut.getLocation(), "it ends too early");
    } catch (JsonProcessingException bad) {
      throw malformed(at, bad.getLocation(), "a character that cannot be there");
    }
  }

  private static Problem malformed(At at, JsonLocation where, String why) {
    String place =
        where == null ? "" : " at line " + where.getLineNr() + ", column " + where.getColumnNr();
    return Problem.badRequest(
        at.pointer(), "malformed JSON" + place + ": " + why + " (expected: one JSON value)");
  }

  private Problem tooMuch(At at) {
    StreamReadConstraints bounds = parser.streamReadConstraints();
    int depth = bounds.getMaxNestingDepth();
    if (parser.getParsingContext().getNestingDepth() > depth) {
      return Problem.badRequest(
          place(at), "depth: more than " + depth + " (expected: at most " + depth + ")");
    }
    return Problem.badRequest(
        place(at),
        "a name or a number too long (expected: at most %d and %d characters)"
            .formatted(bounds.getMaxNameLength(), bounds.getMaxNumberLength()));
  }

  /** Where the parser stands, or around that if the way there is too long to be told. */
  private String place(At at) {
    JsonPointer here = parser.getParsingContext().pathAsPointer();
    while (here.toString().length() > POINTER_MAX) {
      here = here.head();
    }
    return at.pointer() + here;
  }

  public Faults faults() {
    return faults;
  }

  /** The same reader, which reports elsewhere. */
  public JsonIn with(Faults others) {
    return new JsonIn(bytes, parser, others);
  }

  JsonParser parser() {
    return parser;
  }

  /** Reads the array that begins here; the reader consumes one item each time it is called. */
  public int array(At at, int itemsMax, ArrayItem item) throws IOException {
    return array(at, 1, itemsMax, item);
  }

  /** See above; with {@code itemsMin} 0 it may be empty. */
  public int array(At at, int itemsMin, int itemsMax, ArrayItem item) throws IOException {
    if (!expect(at, JsonToken.START_ARRAY, "an array")) {
      return 0;
    }
    int count = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (count < itemsMax) {
        item.read(count);
      } else {
        parser.skipChildren();
      }
      count++;
    }
    if (count < itemsMin || count > itemsMax) {
      faults.add(at, count + " items", itemsMin + ".." + itemsMax);
    }
    return count;
  }

  /** Reads one item, standing at its first token. */
  @FunctionalInterface
  public interface ArrayItem {
    void read(int index) throws IOException;
  }

  /** Whether an object begins here, else what does is reported and skipped. */
  public boolean object(At at, String expected) throws IOException {
    return expect(at, JsonToken.START_OBJECT, expected);
  }

  /** Name of the next field of an object of any fields, standing at its value; null at the end. */
  public String nextName() throws IOException {
    if (parser.nextToken() != JsonToken.FIELD_NAME) {
      return null;
    }
    String name = parser.currentName();
    parser.nextToken();
    return name;
  }

  /** Reads a string, or reports what is there instead and answers null. */
  public String text(At at, Text rule) throws IOException {
    if (!expect(at, JsonToken.VALUE_STRING, "a string")) {
      return null;
    }
    String text = parser.getText();
    return accepts(at, text, rule) ? text : null;
  }

  /** Whether a text keeps to a rule, else it is reported. */
  public boolean accepts(At at, String text, Text rule) {
    String fault = rule.fault(text);
    if (fault != null) {
      faults.add(at, fault);
    }
    return fault == null;
  }

  /** Bounds of a string. */
  public record Text(int bytesMin, int bytesMax, Pattern forbidden) {
    /** No control characters at all. */
    public static Text line(int bytesMin, int bytesMax) {
      return new Text(bytesMin, bytesMax, CONTROL);
    }

    /** No NUL. */
    public static Text any(int bytesMin, int bytesMax) {
      return new Text(bytesMin, bytesMax, NUL);
    }

    /** What is wrong with a text, or null. */
    public String fault(String text) {
      if (!Utf8.wellFormed(text)) {
        return "lone surrogate (expected: Unicode text)";
      }
      if (empty(text) || tooLong(text)) {
        int size = text.getBytes(StandardCharsets.UTF_8).length;
        return "%d bytes (expected: %d..%d bytes of UTF-8)".formatted(size, bytesMin, bytesMax);
      }
      return forbidden.matcher(text).find() ? "control character (expected: printable text)" : null;
    }

    private boolean empty(String text) {
      return text.length() < bytesMin;
    }

    private boolean tooLong(String text) {
      return text.length() > bytesMax
          || (text.length() * 3L > bytesMax
              && text.getBytes(StandardCharsets.UTF_8).length > bytesMax);
    }
  }

  /** Reads one of a few strings, or reports what is there instead and answers null. */
  public String oneOf(At at, List<String> values) throws IOException {
    if (!expect(at, JsonToken.VALUE_STRING, Expected.oneOf(values))) {
      return null;
    }
    String text = parser.getText();
    if (values.contains(text)) {
      return text;
    }
    faults.add(at, text, Expected.oneOf(values));
    return null;
  }

  /** Reads a string that {@code check} accepts or reports by itself. */
  public void string(At at, Consumer<String> check) throws IOException {
    if (expect(at, JsonToken.VALUE_STRING, "a string")) {
      check.accept(parser.getText());
    }
  }

  /** Reads an integer within bounds, or reports what is there instead and answers {@code min}. */
  public int integer(At at, int min, int max) throws IOException {
    String expected = "an integer, " + min + ".." + max;
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT) {
      // 3.0 and 3e0 are integers, as they are for a JSON schema.
      String text = parser.getText();
      if (text.length() <= INTEGER_CHARS_MAX && Double.parseDouble(text) % 1 == 0) {
        return bounded(at, Double.parseDouble(text), text, min, max);
      }
    }
    if (!expect(at, JsonToken.VALUE_NUMBER_INT, expected)) {
      return min;
    }
    String text = parser.getText();
    double value = text.length() <= INTEGER_CHARS_MAX ? Double.parseDouble(text) : max + 1.0;
    return bounded(at, value, text, min, max);
  }

  private int bounded(At at, double value, String text, int min, int max) {
    if (value >= min && value <= max) {
      return (int) value;
    }
    faults.add(at, text, "an integer, " + min + ".." + max);
    return min;
  }

  /** The value that begins here, as its exact source text; it is consumed. */
  public ByteBuffer source() throws IOException {
    int from = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
    parser.finishToken();
    parser.skipChildren();
    int to = Math.toIntExact(parser.currentLocation().getByteOffset());
    return ByteBuffer.wrap(bytes, from, to - from);
  }

  /** The decoded value if a string stands here, else null. */
  public String textHere() throws IOException {
    return parser.currentToken() == JsonToken.VALUE_STRING ? parser.getText() : null;
  }

  void skip() throws IOException {
    parser.skipChildren();
  }

  boolean expect(At at, JsonToken wanted, String expected) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == wanted) {
      return true;
    }
    String shown =
        switch (token) {
          case START_OBJECT -> "an object";
          case START_ARRAY -> "an array";
          case VALUE_STRING -> "\"" + parser.getText() + "\"";
          default -> parser.getText();
        };
    faults.add(at, shown, expected);
    parser.skipChildren();
    return false;
  }

  /** Whether a text can be written as UTF-8 without loss. */
  public static boolean wellFormed(String text) {
    return Utf8.wellFormed(text);
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
