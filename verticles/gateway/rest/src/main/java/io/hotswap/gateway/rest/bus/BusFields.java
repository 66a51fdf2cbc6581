package io.hotswap.gateway.rest.bus;

import io.hotswap.gateway.rest.json.At;
import io.hotswap.gateway.rest.json.Expected;
import io.hotswap.gateway.rest.json.Faults;
import io.hotswap.gateway.rest.json.JsonIn;
import io.hotswap.gateway.rest.json.JsonOut;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Takes the parameters out of a JSON body. What is left keeps its exact source text, as payloads
 * must.
 *
 * @param required parameters that must be there
 * @param parameters all of them
 * @param bodyless whether nothing may be left
 */
record BusFields(List<String> required, List<String> parameters, boolean bodyless) {

  /** The body without its parameters, which go to {@code taken}. */
  byte[] split(byte[] body, Map<String, String> taken) {
    byte[] source = body.length == 0 ? "{}".getBytes(StandardCharsets.UTF_8) : body;
    Faults faults = new Faults();
    Buffer rest = Buffer.buffer("{");
    JsonIn.read(source, At.ROOT, faults, in -> read(in, taken, rest));
    for (String name : required) {
      if (!taken.containsKey(name)) {
        faults.add(At.ROOT.child(name), "missing (expected: a value)");
      }
    }
    faults.throwIfAny();
    return bodyless ? new byte[0] : rest.appendString("}").getBytes();
  }

  private Void read(JsonIn in, Map<String, String> taken, Buffer rest) throws IOException {
    if (!in.object(At.ROOT, "an object with the fields of the operation")) {
      return null;
    }
    for (String next = in.nextName(); next != null; next = in.nextName()) {
      String name = next;
      At at = At.ROOT.child(name);
      String text = in.textHere();
      ByteBuffer source = in.source();
      if (parameters.contains(name)) {
        parameter(in, at, text, StandardCharsets.UTF_8.decode(source).toString(), taken);
      } else if (bodyless) {
        in.faults().add(at, "unknown field (expected: " + Expected.oneOf(parameters) + ")");
      } else {
        rest.appendString(rest.length() > 1 ? "," : "");
        rest.appendBuffer(JsonOut.write(out -> out.string(name))).appendString(":");
        rest.appendBytes(
            source.array(), source.arrayOffset() + source.position(), source.remaining());
      }
    }
    return null;
  }

  /** Text, a number or a flag; null is as if it were not given. */
  private static void parameter(
      JsonIn in, At at, String text, String source, Map<String, String> taken) {
    String value = text == null ? source : text;
    if (text == null && (source.startsWith("{") || source.startsWith("["))) {
      in.faults().add(at, source, "text, a number or true or false");
    } else if (text != null || !source.equals("null")) {
      if (taken.put(at.name(), value) != null) {
        in.faults().add(at, "given twice (expected: once)");
      }
    }
  }
}
