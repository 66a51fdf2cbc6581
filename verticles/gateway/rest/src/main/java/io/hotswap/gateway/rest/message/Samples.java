package io.hotswap.gateway.rest.message;

import io.hotswap.gateway.rest.json.At;
import io.hotswap.gateway.rest.json.JsonIn;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Messages that are only tried out, read as they would be to be published. */
public final class Samples {
  private Samples() {}

  /** The record of the object that begins here, null if something is wrong with it. */
  public static ByteBuffer read(JsonIn in, At at, int payloadBytesMax) throws IOException {
    return MessageDecoder.item(in, at, new Intake(null, 0, payloadBytesMax));
  }
}
