package io.hotswap.node.edge;

import io.hotswap.contracts.error.Problem;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Base64;
import java.util.Locale;

/**
 * What a request for a WebSocket must say. Verified before anybody is asked: Vert.x would answer
 * what is wrong in its own words when the gateway has accepted already.
 */
final class Handshake {
  private static final String VERSION = "13";
  private static final int KEY_BYTES = 16;

  private Handshake() {}

  static boolean isMeant(HttpServerRequest request) {
    String upgrade = request.getHeader(HttpHeaders.UPGRADE);
    return upgrade != null
        && request.version() == HttpVersion.HTTP_1_1
        && upgrade.trim().equalsIgnoreCase("websocket");
  }

  static void verify(HttpServerRequest request, boolean hasBody) {
    if (!request.method().equals(HttpMethod.GET)) {
      throw refusal("method", request.method().name(), "GET for a WebSocket");
    }
    if (hasBody) {
      throw refusal("body", "some", "none for a WebSocket");
    }
    String connection = request.getHeader(HttpHeaders.CONNECTION);
    if (connection == null || !connection.toLowerCase(Locale.ROOT).contains("upgrade")) {
      throw refusal("header:Connection", connection, "Upgrade");
    }
    String version = request.getHeader("Sec-WebSocket-Version");
    if (!VERSION.equals(version)) {
      throw refusal("header:Sec-WebSocket-Version", version, VERSION);
    }
    String key = request.getHeader("Sec-WebSocket-Key");
    if (!isKey(key)) {
      throw refusal("header:Sec-WebSocket-Key", key, "16 bytes in base64");
    }
  }

  private static boolean isKey(String key) {
    try {
      return key != null && Base64.getDecoder().decode(key.trim()).length == KEY_BYTES;
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  private static Problem refusal(String what, String value, String expected) {
    return Problem.badRequest(what, value + " (expected: " + expected + ")");
  }
}
