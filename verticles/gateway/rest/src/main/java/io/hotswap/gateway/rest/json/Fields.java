package io.hotswap.gateway.rest.json;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.List;

/**
 * Walks the fields of one object: each known one once; unknown, repeated and missing ones are
 * reported. After {@link #next} the caller consumes the value that begins there.
 */
public final class Fields {
  private final JsonIn in;
  private final At at;
  private final List<String> known;
  private final boolean open;
  private long seen;

  /** Begins at an object; anything else is reported, skipped and walked like an empty one. */
  public Fields(JsonIn in, At at, List<String> known) throws IOException {
    this.in = in;
    this.at = at;
    this.known = known;
    this.open = in.expect(at, JsonToken.START_OBJECT, "an object");
  }

  /** Name of the next known field, or null at the end of the object. */
  public String next() throws IOException {
    while (open && in.parser().nextToken() == JsonToken.FIELD_NAME) {
      String name = in.parser().currentName();
      in.parser().nextToken();
      int index = known.indexOf(name);
      if (index >= 0 && (seen & (1L << index)) == 0) {
        seen |= 1L << index;
        return known.get(index);
      }
      in.faults()
          .add(
              at.child(name),
              index < 0
                  ? "unknown field (expected: " + Expected.oneOf(known) + ")"
                  : "given twice (expected: once)");
      in.skip();
    }
    return null;
  }

  /** Reports the field as missing unless it was there; call it when {@link #next} gave null. */
  public void require(String name) {
    if (open && (seen & (1L << known.indexOf(name))) == 0) {
      in.faults().add(at.child(name), "missing (expected: a value)");
    }
  }
}
