package io.hotswap.jsonpath.regexp;

import io.hotswap.jsonpath.JsonPathLimitException;
import io.hotswap.jsonpath.JsonPathLimits;
import java.util.ArrayList;
import java.util.List;

/** Reads the grammar of RFC 9485, section 4. Answers null where the text does not follow it. */
final class PatternParser {
  private static final String ESCAPABLE = "()*+-.?[\\]^{|}";
  private static final String NOT_NORMAL = "()*+.?[\\]{|}";

  /** Counts above are the same to us: too many. */
  private static final int COUNT_HIGHEST = 1 << 20;

  private final String text;
  private int at;
  private int nesting;

  private PatternParser(String text) {
    this.text = text;
  }

  static Tree parse(String text) {
    PatternParser parser = new PatternParser(text);
    Tree tree = parser.choice();
    return parser.at == text.length() ? tree : null;
  }

  private Tree choice() {
    if (++nesting > JsonPathLimits.NESTING_MAX) {
      throw new JsonPathLimitException("regexp nesting", JsonPathLimits.NESTING_MAX);
    }
    List<Tree> branches = new ArrayList<>();
    do {
      Tree branch = branch();
      if (branch == null) {
        return null;
      }
      branches.add(branch);
    } while (take('|'));
    nesting--;
    return branches.size() == 1 ? branches.get(0) : Tree.Choice.of(branches);
  }

  private Tree branch() {
    List<Tree> pieces = new ArrayList<>();
    while (at < text.length() && peek() != '|' && peek() != ')') {
      Tree atom = atom();
      Tree piece = atom == null ? null : quantified(atom);
      if (piece == null) {
        return null;
      }
      pieces.add(piece);
    }
    return pieces.size() == 1 ? pieces.get(0) : Tree.Sequence.of(pieces);
  }

  private Tree quantified(Tree atom) {
    if (take('*')) {
      return Tree.Repeat.of(atom, 0, Tree.Repeat.ENDLESS);
    }
    if (take('+')) {
      return Tree.Repeat.of(atom, 1, Tree.Repeat.ENDLESS);
    }
    if (take('?')) {
      return Tree.Repeat.of(atom, 0, 1);
    }
    return take('{') ? counted(atom) : atom;
  }

  private Tree counted(Tree atom) {
    int min = count();
    int max = min;
    if (min >= 0 && take(',')) {
      max = peek() == '}' ? Tree.Repeat.ENDLESS : count();
      if (max < min && max != Tree.Repeat.ENDLESS) {
        return null;
      }
    }
    return min >= 0 && take('}') ? Tree.Repeat.of(atom, min, max) : null;
  }

  /** Digits as a number; -2 if there is none, which no bound of a count is. */
  private int count() {
    int start = at;
    int value = 0;
    while (peek() >= '0' && peek() <= '9') {
      value = Math.min(COUNT_HIGHEST, value * 10 + (peek() - '0'));
      at++;
    }
    return at == start ? -2 : value;
  }

  private Tree atom() {
    if (take('(')) {
      Tree inner = choice();
      return inner != null && take(')') ? inner : null;
    }
    if (take('^')) {
      return new Tree.Edge(true);
    }
    if (take('$')) {
      return new Tree.Edge(false);
    }
    CharClass set = set();
    return set == null ? null : new Tree.Chars(set);
  }

  private CharClass set() {
    if (take('.')) {
      return CharClass.DOT;
    }
    if (take('[')) {
      return bracketed();
    }
    CharClass.Builder builder = new CharClass.Builder();
    if (category(builder)) {
      return builder.build();
    }
    int c = character(NOT_NORMAL);
    return c < 0 ? null : CharClass.of(c);
  }

  /** What follows the opening bracket: a minus sign stands for itself first or last only. */
  private CharClass bracketed() {
    CharClass.Builder builder = new CharClass.Builder();
    if (take('^')) {
      builder.negate();
    }
    boolean some = take('-');
    if (some) {
      builder.add('-', '-');
    }
    while (at < text.length() && peek() != ']') {
      if (some && peek() == '-') {
        at++;
        builder.add('-', '-');
        break;
      }
      if (!category(builder) && !range(builder)) {
        return null;
      }
      some = true;
    }
    return some && take(']') ? builder.build() : null;
  }

  private boolean range(CharClass.Builder builder) {
    int first = character("-[\\]");
    int last = first;
    if (first >= 0 && peek() == '-' && at + 1 < text.length() && text.charAt(at + 1) != ']') {
      at++;
      last = character("-[\\]");
    }
    if (first < 0 || last < first) {
      return false;
    }
    builder.add(first, last);
    return true;
  }

  /** A category such as {@code \p{Lu}}; if the text goes on otherwise nothing is taken. */
  private boolean category(CharClass.Builder builder) {
    boolean negated = text.startsWith("\\P{", at);
    if (!negated && !text.startsWith("\\p{", at)) {
      return false;
    }
    int close = text.indexOf('}', at);
    int bits = close < 0 ? 0 : Category.bits(text.substring(at + 3, close));
    if (bits == 0) {
      return false;
    }
    builder.add(negated ? Category.ALL & ~bits : bits);
    at = close + 1;
    return true;
  }

  /** One code point, plain or escaped; -1 if it is none or one of those that must be escaped. */
  private int character(String refused) {
    if (take('\\')) {
      char escaped = peek();
      at++;
      return switch (escaped) {
        case 'n' -> '\n';
        case 'r' -> '\r';
        case 't' -> '\t';
        default -> escaped != 0 && ESCAPABLE.indexOf(escaped) >= 0 ? escaped : -1;
      };
    }
    if (at >= text.length()) {
      return -1;
    }
    int c = text.codePointAt(at);
    at += Character.charCount(c);
    boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    return surrogate || refused.indexOf(c) >= 0 ? -1 : c;
  }

  /** The next unit, or 0 at the end; 0 is no character with a meaning. */
  private char peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  private boolean take(char c) {
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }
}
