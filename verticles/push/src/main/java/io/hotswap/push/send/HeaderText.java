package io.hotswap.push.send;

import java.nio.charset.StandardCharsets;

/**
 * Any text as the value of an HTTP header: UTF-8, percent-encoded where a header cannot have it.
 */
final class HeaderText {
  private HeaderText() {}

  /** As the HTTP binding of CloudEvents wants it: also spaces and quotes are encoded. */
  static String ofAttribute(String text) {
    return encode(text, true);
  }

  /** Readable: spaces inside and quotes stay. */
  static String of(String text) {
    return encode(text, false);
  }

  /** Whether a name may stand to the left of the colon. */
  static boolean isToken(String name) {
    return !name.isEmpty() && name.chars().allMatch(HeaderText::isTokenChar);
  }

  private static boolean isTokenChar(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
  }

  private static String encode(String text, boolean strict) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    StringBuilder out = new StringBuilder(bytes.length + 8);
    for (int i = 0; i < bytes.length; i++) {
      int b = bytes[i] & 0xff;
      boolean atEdge = i == 0 || i == bytes.length - 1;
      boolean plain = b >= 0x20 && b <= 0x7e && b != '%';
      // A space at an edge would be taken for the padding that HTTP allows there.
      if (!plain || (strict && isDelimiter(b)) || (b == ' ' && atEdge)) {
        out.append('%');
        out.append(Character.toUpperCase(Character.forDigit(b >> 4, 16)));
        out.append(Character.toUpperCase(Character.forDigit(b & 15, 16)));
      } else {
        out.append((char) b);
      }
    }
    return out.toString();
  }

  private static boolean isDelimiter(int b) {
    return b == ' ' || b == '"';
  }
}
