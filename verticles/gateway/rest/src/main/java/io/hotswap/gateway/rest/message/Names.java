package io.hotswap.gateway.rest.message;

import io.hotswap.contracts.message.Limits;
import io.hotswap.gateway.rest.json.At;
import io.hotswap.gateway.rest.json.Expected;
import io.hotswap.gateway.rest.json.JsonIn;
import java.io.IOException;

/** Names of topics in bodies. */
final class Names {
  private Names() {}

  /** The name that stands here, or null if it cannot be one. */
  static String read(JsonIn in, At at) throws IOException {
    String[] name = {null};
    in.string(
        at,
        text -> {
          if (Limits.NAME.matcher(text).matches()) {
            name[0] = text;
          } else {
            in.faults().add(at, text, Expected.NAME);
          }
        });
    return name[0];
  }
}
