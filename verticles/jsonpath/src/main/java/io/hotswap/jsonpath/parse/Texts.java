package io.hotswap.jsonpath.parse;

/** String literals and the names of members. */
final class Texts {
  private static final String ESCAPES =
      "an escape: \\b \\f \\n \\r \\t \\/ \\\\ \\uXXXX or the quote";

  private Texts() {}

  /** A string literal with its quotes; the cursor stands at the first of them. */
  static String literal(Cursor cursor) {
    int quote = cursor.next();
    StringBuilder text = new StringBuilder();
    while (cursor.peek() != quote) {
      int c = cursor.peek();
      if (c < ' ' || surrogate(c)) {
        throw cursor.refuse(
            c < 0 ? "the closing quote" : "a character that needs no escape, or an escape");
      }
      cursor.next();
      text.appendCodePoint(c == '\\' ? escaped(cursor, quote) : c);
    }
    cursor.next();
    return text.toString();
  }

  /** The shorthand of a name, as after a dot; empty if there is none here. */
  static String shorthand(Cursor cursor) {
    int start = cursor.position();
    while (nameFirst(cursor.peek()) || (cursor.position() > start && cursor.digit())) {
      cursor.next();
    }
    return cursor.since(start);
  }

  private static boolean nameFirst(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || c == '_'
        || (c >= 0x80 && !surrogate(c));
  }

  private static int escaped(Cursor cursor, int quote) {
    int start = cursor.position();
    if (cursor.ended()) {
      throw cursor.refuse(ESCAPES);
    }
    int c = cursor.next();
    return switch (c) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case '/', '\\' -> c;
      case 'u' -> unicode(cursor);
      default -> {
        if (c != quote) {
          throw cursor.refuse(start, ESCAPES);
        }
        yield c;
      }
    };
  }

  /** A code point by its hexadecimal digits: one unit, or a pair of surrogates, never half. */
  private static int unicode(Cursor cursor) {
    int start = cursor.position();
    int unit = hex(cursor);
    if (!surrogate(unit)) {
      return unit;
    }
    if (!Character.isHighSurrogate((char) unit)) {
      throw cursor.refuse(start, "no low surrogate without a high one before it");
    }
    int second = cursor.position();
    int low = cursor.take("\\u") ? hex(cursor) : 0;
    if (!Character.isLowSurrogate((char) low)) {
      throw cursor.refuse(second, "\\uDC00 to \\uDFFF after a high surrogate");
    }
    return Character.toCodePoint((char) unit, (char) low);
  }

  private static int hex(Cursor cursor) {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int c = cursor.peek();
      // NB: Character.digit alone would take digits of other scripts too.
      int digit = c < 0x80 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw cursor.refuse("four hexadecimal digits");
      }
      cursor.next();
      value = value * 16 + digit;
    }
    return value;
  }

  private static boolean surrogate(int c) {
    return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
  }
}
