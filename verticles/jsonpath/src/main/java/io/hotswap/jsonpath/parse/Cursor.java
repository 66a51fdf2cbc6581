package io.hotswap.jsonpath.parse;

import io.hotswap.jsonpath.JsonPathLimitException;
import io.hotswap.jsonpath.JsonPathLimits;
import io.hotswap.jsonpath.JsonPathSyntaxException;

/** A place in the text of a query: looks, takes and refuses. */
final class Cursor {
  private static final int END = -1;

  private final String text;
  private int at;
  private int nesting;

  Cursor(String text) {
    this.text = text;
  }

  int position() {
    return at;
  }

  boolean ended() {
    return at == text.length();
  }

  /** The next code point, or -1 at the end. */
  int peek() {
    return ended() ? END : text.codePointAt(at);
  }

  /** Takes the next code point; only after a look at it. */
  int next() {
    int c = text.codePointAt(at);
    at += Character.charCount(c);
    return c;
  }

  boolean take(char c) {
    return take(String.valueOf(c));
  }

  boolean take(String expected) {
    if (!text.startsWith(expected, at)) {
      return false;
    }
    at += expected.length();
    return true;
  }

  void expect(char c) {
    if (!take(c)) {
      throw refuse("'" + c + "'");
    }
  }

  /** Skips what the grammar calls S: blanks, tabs and ends of lines. */
  void blank() {
    while (!ended() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  /** Goes back to a place where it was before. */
  void back(int position) {
    at = position;
  }

  String since(int start) {
    return text.substring(start, at);
  }

  boolean digit() {
    return digit(peek());
  }

  static boolean digit(int c) {
    return c >= '0' && c <= '9';
  }

  void enter() {
    if (++nesting > JsonPathLimits.NESTING_MAX) {
      throw new JsonPathLimitException("jsonPath nesting", JsonPathLimits.NESTING_MAX);
    }
  }

  void leave() {
    nesting--;
  }

  /** The refusal of what stands here. */
  JsonPathSyntaxException refuse(String expected) {
    return refuse(at, expected);
  }

  /** The refusal of what stands at some place. */
  JsonPathSyntaxException refuse(int position, String expected) {
    return new JsonPathSyntaxException(position, found(position) + " (expected: " + expected + ")");
  }

  private String found(int position) {
    if (position >= text.length()) {
      return "end";
    }
    int c = text.codePointAt(position);
    boolean visible = c > ' ' && c != 0x7f && !Character.isISOControl(c) && c < 0xd800;
    return visible ? "'" + Character.toString(c) + "'" : String.format("U+%04X", c);
  }
}
