package io.hotswap.node.edge;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks for the last boundary of a multipart body (RFC 2046, 5.1.1) as its pieces come in. */
final class LastBoundary {
  private static final Pattern PARAMETER =
      Pattern.compile("boundary=\\s*(?:\"([^\"]+)\"|([^;,\\s]+))", Pattern.CASE_INSENSITIVE);

  private final String line;
  private String tail = "\n";
  private boolean found;

  /** Without a boundary in the header there is no such line, and nothing is found. */
  LastBoundary(String contentType) {
    Matcher matcher = PARAMETER.matcher(contentType);
    boolean named = matcher.find();
    String name = named && matcher.group(1) != null ? matcher.group(1) : "";
    this.line = "\n--" + (named && name.isEmpty() ? matcher.group(2) : name) + "--";
  }

  void look(Buffer piece) {
    if (found) {
      return;
    }
    String text = tail + piece.toString(StandardCharsets.ISO_8859_1);
    found = text.contains(line);
    tail = text.substring(Math.max(0, text.length() - line.length() + 1));
  }

  boolean isFound() {
    return found;
  }
}
