package io.hotswap.gateway.rest.json;

import io.hotswap.contracts.error.Problem;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** What a JSON text must be before it is parsed. */
final class Utf8 {
  private Utf8() {}

  /**
   * Refuses what is not UTF-8, has a byte order mark or a NUL. After this a parser cannot take the
   * text for UTF-16 or UTF-32, and its byte offsets hold.
   */
  static void check(byte[] bytes) {
    boolean ascii = true;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        throw Problem.badRequest("", "NUL at byte " + i + " (expected: JSON in UTF-8)");
      }
      ascii &= bytes[i] > 0;
    }
    if (bytes.length > 2 && bytes[0] == (byte) 0xef && bytes[1] == (byte) 0xbb) {
      if (bytes[2] == (byte) 0xbf) {
        throw Problem.badRequest("", "byte order mark (expected: JSON in UTF-8 without one)");
      }
    }
    if (!ascii) {
      decode(ByteBuffer.wrap(bytes));
    }
  }

  private static void decode(ByteBuffer in) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CharBuffer scratch = CharBuffer.allocate(4096);
    CoderResult result;
    do {
      result = decoder.decode(in, scratch.clear(), true);
    } while (result.isOverflow());
    if (result.isError()) {
      throw Problem.badRequest(
          "", "invalid UTF-8 at byte " + in.position() + " (expected: JSON in UTF-8)");
    }
  }

  /** Whether every surrogate in the text is one of a pair, so that it can be UTF-8 again. */
  static boolean wellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          return false;
        }
        i++;
      }
    }
    return true;
  }
}
