package io.hotswap.fuzz.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came back.
 *
 * @param status 0 if the connection ended without an answer
 * @param body not read of a stream
 */
record HttpReply(int status, Map<String, String> headers, String body) {
  private static final int BODY_MAX = 16 << 20;

  static HttpReply read(InputStream in, boolean head) throws IOException {
    String line = line(in);
    while (line != null && line.startsWith("HTTP/1.1 100")) {
      line(in);
      line = line(in);
    }
    if (line == null) {
      return new HttpReply(0, Map.of(), "");
    }
    if (!line.matches("HTTP/1\\.[01] \\d{3}.*")) {
      throw new AssertionError("no status line: " + line);
    }
    int status = Integer.parseInt(line.substring(9, 12));
    Map<String, String> headers = new TreeMap<>();
    for (String field = line(in); field != null && !field.isEmpty(); field = line(in)) {
      int colon = field.indexOf(':');
      headers.put(
          field.substring(0, colon).toLowerCase(Locale.ROOT), field.substring(colon + 1).strip());
    }
    boolean none =
        head
            || status == 204
            || status == 101
            || headers.getOrDefault("content-type", "").startsWith("text/event-stream");
    return new HttpReply(status, headers, none ? "" : body(in, headers));
  }

  private static String body(InputStream in, Map<String, String> headers) throws IOException {
    String length = headers.get("content-length");
    if (length != null) {
      return new String(in.readNBytes(Integer.parseInt(length)), UTF_8);
    }
    return new String(in.readNBytes(BODY_MAX), UTF_8);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    int c;
    try {
      c = in.read();
    } catch (java.net.SocketException reset) {
      return null;
    }
    if (c < 0) {
      return null;
    }
    while (c >= 0 && c != '\n') {
      text.append((char) c);
      c = in.read();
    }
    String whole = new String(text.toString().getBytes(ISO_8859_1), UTF_8);
    return whole.endsWith("\r") ? whole.substring(0, whole.length() - 1) : whole;
  }
}
