package io.hotswap.jsonpath.regexp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegexpTest {
  private static final Work FREE = steps -> {};

  @ParameterizedTest(name = "[{index}] {0} and {1}")
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      value = {
        "``            | ``     | true  | true",
        "``            | a      | false | true",
        "a|b|``        | b      | true  | true",
        "abc           | abc    | true  | true",
        "abc           | xabcx  | false | true",
        "a*            | aaa    | true  | true",
        "a*            | ``     | true  | true",
        "a+            | ``     | false | false",
        "a+            | aaa    | true  | true",
        "a?b           | b      | true  | true",
        "a?b           | aab    | false | true",
        "a{3}          | aa     | false | false",
        "a{3}          | aaaa   | false | true",
        "a{2,}         | aaaa   | true  | true",
        "a{2,}         | a      | false | false",
        "a{1,2}        | aa     | true  | true",
        "a{1,2}        | aaa    | false | true",
        "a{0}          | ``     | true  | true",
        "a{0,}b        | aab    | true  | true",
        "(a|bc)*d      | abcad  | true  | true",
        "(a*)*b        | aac    | false | false",
        "()*           | ``     | true  | true",
        "(){999999999}a | a      | true  | true",
        "(a{0}){999}b  | b      | true  | true",
        "[a-c]x        | bx     | true  | true",
        "[a-c]         | d      | false | false",
        "[^a-c]        | d      | true  | true",
        "[^a-c]        | a      | false | false",
        "[-a]          | -      | true  | true",
        "[a-]          | -      | true  | true",
        "[-]           | -      | true  | true",
        "[^-]          | -      | false | false",
        "[a^]          | ^      | true  | true",
        "[.*+?(){}|$]+ | .*+?(){}|$ | true | true",
        "[a-cb-fx]+    | abcdefx | true | true",
        "[a-cb-fx]     | g      | false | false",
        "[\\p{Lu}0-9]+ | A0B9   | true  | true",
        "[^\\p{Lu}]    | A      | false | false",
        "[\\P{Lu}]     | a      | true  | true",
        "[\\P{Lu}]     | A      | false | false",
        "\\p{L}+       | aZ\u0436 | true | true",
        "\\p{Nd}+      | 12\u0664 | true | true",
        "\\P{N}        | 1      | false | false",
        "\\.\\*\\(\\)\\[\\]\\{\\}\\|\\?\\+\\-\\^\\\\ | .*()[]{}|?+-^\\ | true | true",
        "a,b-c         | a,b-c  | true  | true",
        ".             | \uD834\uDD1E | true | true",
        "..            | \uD834\uDD1E | false | false",
        "[\uD834\uDD1E-\uD834\uDD20] | \uD834\uDD1F | true | true",
        "^ab           | ab     | true  | true",
        "^ab           | abx    | false | true",
        "^b            | ab     | false | false",
        "b$            | ab     | false | true",
        "a$            | ab     | false | false",
        "(^a|b)c$      | bc     | true  | true",
      })
  void matchesAndFinds(String pattern, String text, boolean matches, boolean finds) {
    Regexp regexp = Regexp.compile(pattern).orElseThrow();
    assertThat(regexp.matches(text, FREE)).as("matches").isEqualTo(matches);
    assertThat(regexp.finds(text, FREE)).as("finds").isEqualTo(finds);
  }

  @Test
  void dotAndEscapesKnowTheEndsOfLines() {
    assertThat(matches(".", "\n")).isFalse();
    assertThat(matches(".", "\r")).isFalse();
    assertThat(matches(".", "\u2028")).isTrue();
    assertThat(matches("\\n\\r\\t", "\n\r\t")).isTrue();
    assertThat(matches("[\\n-\\r]", "\u000b")).isTrue();
    assertThat(matches("a", "\0")).isFalse();
    assertThat(matches("\0", "\0")).isTrue();
  }

  @Test
  void categoriesCoverEveryCodePoint() {
    Regexp any =
        Regexp.compile("[LMNPZSC\\p{L}\\p{M}\\p{N}\\p{P}\\p{Z}\\p{S}\\p{C}]").orElseThrow();
    for (int c = 0; c <= Character.MAX_CODE_POINT; c += 7) {
      assertThat(any.matches(Character.toString(c), FREE)).as("U+%04X", c).isTrue();
    }
    assertThat(matches("\\p{C}", "\ud800")).isTrue();
    assertThat(matches("\\p{Cn}", "\ud800")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "+a",
        "?",
        "a**",
        "a{2}{3}",
        "(a",
        "a)",
        ")",
        "[a",
        "[]",
        "[^]",
        "]",
        "{",
        "}",
        "a{",
        "a{}",
        "a{,3}",
        "a{3,2}",
        "a{1",
        "a{1,",
        "a{x}",
        "\\",
        "\\d",
        "\\w",
        "\\$",
        "\\b",
        "\\x41",
        "[a-z-9]",
        "[z-a]",
        "[a\\d]",
        "[[a]]",
        "[a-\\d]",
        "[--a]",
        "\\p{Lx}",
        "\\p{}",
        "\\p{L",
        "\\pL",
        "\\p{X}",
        "\\p{IsBasicLatin}",
        "\\p{Cs}",
        "(?:a)",
        "a|*",
        "\ud800",
        "[\udc00]",
        "(a|b",
      })
  void whatIsNoIRegexpIsTold(String pattern) {
    assertThat(Regexp.compile(pattern)).isEmpty();
  }

  @Test
  void neverMatchesNothing() {
    assertThat(Regexp.NEVER.matches("", FREE)).isFalse();
    assertThat(Regexp.NEVER.finds("abc", FREE)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(a*)*b",
        "(a+)+b",
        "(a|a)*b",
        "(a|aa)+b",
        "(a?){30}a{30}b",
        "(.*)(.*)(.*)(.*)(.*)b",
        "((a*)*)*b",
        "([a-z]+)*b",
      })
  void whatBlowsUpWithBacktrackingStaysLinear(String pattern) {
    Regexp regexp = Regexp.compile(pattern).orElseThrow();
    String text = "a".repeat(2_000) + "c";
    long[] steps = {0};
    assertThat(regexp.matches(text, some -> steps[0] += some)).isFalse();
    assertThat(steps[0]).isLessThanOrEqualTo((long) (regexp.states() + 1) * text.length());
  }

  @Test
  void workMayEndARun() {
    Regexp regexp = Regexp.compile("(a|b)*c").orElseThrow();
    int[] left = {50};
    Work bounded =
        steps -> {
          left[0] -= steps;
          if (left[0] < 0) {
            throw new IllegalStateException("enough");
          }
        };
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> regexp.finds("ab".repeat(100), bounded));
  }

  @Property(tries = 500)
  void agreesWithAnotherEngine(@ForAll("patterns") String pattern, @ForAll("texts") String text) {
    Regexp regexp = Regexp.compile(pattern).orElseThrow();
    Pattern other = Pattern.compile(pattern);
    assertThat(regexp.matches(text, FREE)).isEqualTo(other.matcher(text).matches());
    assertThat(regexp.finds(text, FREE)).isEqualTo(other.matcher(text).find());
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings().withChars('a', 'b', 'c').ofMaxLength(8);
  }

  @Provide
  Arbitrary<String> patterns() {
    return pattern(3);
  }

  private static Arbitrary<String> pattern(int depth) {
    Arbitrary<String> atoms =
        Arbitraries.of("a", "b", "c", ".", "[ab]", "[^b]", "[a-c]", "\\p{Ll}");
    if (depth == 0) {
      return atoms;
    }
    Arbitrary<String> inner =
        Arbitraries.oneOf(
            atoms, Arbitraries.lazy(() -> pattern(depth - 1)).map(p -> "(" + p + ")"));
    Arbitrary<String> quantifiers = Arbitraries.of("", "", "*", "+", "?", "{2}", "{1,2}", "{0,1}");
    Arbitrary<String> pieces =
        inner.flatMap(piece -> quantifiers.map(quantifier -> piece + quantifier));
    return pieces
        .list()
        .ofMinSize(1)
        .ofMaxSize(3)
        .map(parts -> String.join("", parts))
        .list()
        .ofMinSize(1)
        .ofMaxSize(2)
        .map(branches -> String.join("|", branches));
  }

  private static boolean matches(String pattern, String text) {
    return Regexp.compile(pattern).orElseThrow().matches(text, FREE);
  }
}
