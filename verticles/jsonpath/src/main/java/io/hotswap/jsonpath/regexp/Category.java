package io.hotswap.jsonpath.regexp;

import java.util.Map;

/** The Unicode categories that an I-Regexp may name, as bits of {@link Character#getType(int)}. */
final class Category {
  /** Every category, to complement with. */
  static final int ALL = -1;

  private static final Map<String, Integer> BITS =
      Map.ofEntries(
          one("Ll", Character.LOWERCASE_LETTER),
          one("Lm", Character.MODIFIER_LETTER),
          one("Lo", Character.OTHER_LETTER),
          one("Lt", Character.TITLECASE_LETTER),
          one("Lu", Character.UPPERCASE_LETTER),
          one("Mc", Character.COMBINING_SPACING_MARK),
          one("Me", Character.ENCLOSING_MARK),
          one("Mn", Character.NON_SPACING_MARK),
          one("Nd", Character.DECIMAL_DIGIT_NUMBER),
          one("Nl", Character.LETTER_NUMBER),
          one("No", Character.OTHER_NUMBER),
          one("Pc", Character.CONNECTOR_PUNCTUATION),
          one("Pd", Character.DASH_PUNCTUATION),
          one("Pe", Character.END_PUNCTUATION),
          one("Pf", Character.FINAL_QUOTE_PUNCTUATION),
          one("Pi", Character.INITIAL_QUOTE_PUNCTUATION),
          one("Po", Character.OTHER_PUNCTUATION),
          one("Ps", Character.START_PUNCTUATION),
          one("Zl", Character.LINE_SEPARATOR),
          one("Zp", Character.PARAGRAPH_SEPARATOR),
          one("Zs", Character.SPACE_SEPARATOR),
          one("Sc", Character.CURRENCY_SYMBOL),
          one("Sk", Character.MODIFIER_SYMBOL),
          one("Sm", Character.MATH_SYMBOL),
          one("So", Character.OTHER_SYMBOL),
          one("Cc", Character.CONTROL),
          one("Cf", Character.FORMAT),
          one("Cn", Character.UNASSIGNED),
          one("Co", Character.PRIVATE_USE));

  private Category() {}

  /** The bits of a category or of a group of one letter; 0 if there is none of that name. */
  static int bits(String name) {
    if (name.length() != 1) {
      return BITS.getOrDefault(name, 0);
    }
    int bits = 0;
    for (Map.Entry<String, Integer> each : BITS.entrySet()) {
      bits |= each.getKey().startsWith(name) ? each.getValue() : 0;
    }
    // A surrogate has no name of its own in an I-Regexp, yet it belongs to the group C.
    return name.equals("C") ? bits | 1 << Character.SURROGATE : bits;
  }

  private static Map.Entry<String, Integer> one(String name, byte type) {
    return Map.entry(name, 1 << type);
  }
}
