package io.hotswap.jsonpath.parse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.LongNode;
import java.math.BigDecimal;

/** Integers of selectors and number literals of filters. */
final class Digits {
  /** The integers that I-JSON keeps exact: up to 2^53 - 1. */
  private static final long EXACT_MAX = (1L << 53) - 1;

  private static final int EXACT_DIGITS = 16;
  private static final int LONG_DIGITS = 18;

  private Digits() {}

  /** Whether an integer or number can begin here. */
  static boolean begin(Cursor cursor) {
    return cursor.peek() == '-' || cursor.digit();
  }

  /** An index, or a part of a slice. */
  static long integer(Cursor cursor) {
    int start = cursor.position();
    boolean negative = cursor.take('-');
    String digits = whole(cursor);
    if (negative && digits.equals("0")) {
      throw cursor.refuse(start, "0 without a sign");
    }
    long value = digits.length() > EXACT_DIGITS ? Long.MAX_VALUE : Long.parseLong(digits);
    if (value > EXACT_MAX) {
      throw cursor.refuse(start, "an integer from -(2^53-1) to 2^53-1");
    }
    return negative ? -value : value;
  }

  /** A number literal, with its exact value. */
  static JsonNode number(Cursor cursor) {
    int start = cursor.position();
    cursor.take('-');
    boolean small = whole(cursor).length() <= LONG_DIGITS;
    boolean integer = true;
    if (cursor.take('.')) {
      integer = false;
      digits(cursor);
    }
    if (cursor.take('e') || cursor.take('E')) {
      integer = false;
      if (!cursor.take('-')) {
        cursor.take('+');
      }
      digits(cursor);
    }
    String text = cursor.since(start);
    return integer && small ? LongNode.valueOf(Long.parseLong(text)) : decimal(cursor, start, text);
  }

  private static JsonNode decimal(Cursor cursor, int start, String text) {
    try {
      return DecimalNode.valueOf(new BigDecimal(text));
    } catch (NumberFormatException e) {
      throw cursor.refuse(start, "a number whose exponent has at most 9 digits");
    }
  }

  /** The digits of an integer: no zero before others. */
  private static String whole(Cursor cursor) {
    int start = cursor.position();
    if (cursor.take('0')) {
      if (cursor.digit()) {
        throw cursor.refuse(start, "a number without leading zeros");
      }
      return "0";
    }
    digits(cursor);
    return cursor.since(start);
  }

  private static void digits(Cursor cursor) {
    if (!cursor.digit()) {
      throw cursor.refuse("a digit");
    }
    while (cursor.digit()) {
      cursor.next();
    }
  }
}
