package io.hotswap.gateway.rest.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;

/** Writes one JSON text into a heap buffer, front to back. */
public final class JsonOut {
  private static final ObjectMapper VIEWS = new ObjectMapper();
  private static final JsonFactory FACTORY = VIEWS.getFactory();

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);
  private final JsonGenerator generator;

  /** Something that writes itself. */
  @FunctionalInterface
  public interface Part {
    void write(JsonOut out) throws IOException;
  }

  private JsonOut() throws IOException {
    generator = FACTORY.createGenerator(out);
  }

  /** The text that {@code value} writes. */
  public static Buffer write(Part value) {
    try {
      JsonOut json = new JsonOut();
      value.write(json);
      json.generator.close();
      return Buffer.buffer(json.out.toByteArray());
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** The text of an object with the fields that {@code fields} writes. */
  public static Buffer object(Part fields) {
    return write(out -> out.nested(fields));
  }

  public JsonOut nested(Part fields) throws IOException {
    generator.writeStartObject();
    fields.write(this);
    generator.writeEndObject();
    return this;
  }

  public JsonOut field(String name, String value) throws IOException {
    generator.writeStringField(name, value);
    return this;
  }

  public JsonOut field(String name, long value) throws IOException {
    generator.writeNumberField(name, value);
    return this;
  }

  public JsonOut field(String name, double value) throws IOException {
    generator.writeFieldName(name);
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      generator.writeNumber((long) value);
    } else {
      generator.writeNumber(value);
    }
    return this;
  }

  public JsonOut field(String name, boolean value) throws IOException {
    generator.writeBooleanField(name, value);
    return this;
  }

  /** Left out when null. */
  public JsonOut optional(String name, String value) throws IOException {
    return value == null ? this : field(name, value);
  }

  /** A bound, null when there is none: 0. */
  public JsonOut bound(String name, long value) throws IOException {
    return value == 0 ? field(name, (String) null) : field(name, value);
  }

  public JsonOut time(String name, long millis) throws IOException {
    return field(name, time(millis));
  }

  public JsonOut object(String name, Part fields) throws IOException {
    generator.writeFieldName(name);
    return nested(fields);
  }

  /** An array whose items {@code each} writes as objects' fields. */
  public <T> JsonOut array(String name, Iterable<T> items, Item<T> each) throws IOException {
    generator.writeArrayFieldStart(name);
    for (T item : items) {
      each.write(this, item);
    }
    generator.writeEndArray();
    return this;
  }

  /** Writes one item of an array. */
  @FunctionalInterface
  public interface Item<T> {
    void write(JsonOut out, T item) throws IOException;
  }

  public JsonOut string(String value) throws IOException {
    generator.writeString(value);
    return this;
  }

  /** A record of the contracts, by its components. */
  public JsonOut view(Object view) throws IOException {
    VIEWS.writeValue(generator, view);
    return this;
  }

  /** UTF-8 bytes as a string. */
  public JsonOut utf8(String name, ByteBuffer bytes) throws IOException {
    generator.writeFieldName(name);
    generator.writeUTF8String(
        bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    return this;
  }

  /** Bytes that are JSON already, as they are. */
  public JsonOut raw(String name, ByteBuffer json) throws IOException {
    generator.writeFieldName(name);
    // NB: the empty raw value writes the colon; the bytes go past the generator's own buffer.
    generator.writeRawValue("");
    generator.flush();
    out.write(json.array(), json.arrayOffset() + json.position(), json.remaining());
    return this;
  }

  public JsonOut base64(String name, ByteBuffer bytes) throws IOException {
    ByteBuffer encoded = Base64.getEncoder().encode(bytes.duplicate());
    return utf8(name, encoded);
  }

  /** RFC 3339 UTC with milliseconds. */
  public static String time(long millis) {
    return Times.format(millis);
  }
}
