package io.hotswap.fuzz.parts;

import static io.hotswap.fuzz.engine.Refusals.require;

import io.hotswap.fuzz.engine.Target;
import io.hotswap.jsonpath.JsonPathLimitException;
import io.hotswap.jsonpath.regexp.Regexp;
import io.hotswap.jsonpath.regexp.Work;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** I-Regexps: no pattern takes long, and what Java reads the same way has the same answer. */
final class RegexpTarget implements Target {
  private static final List<String> TEXTS =
      List.of("", "a", "ab", "aab", "Zz9", "a\nb", "\ud834\udd1e", "aaaaaaaaaaaaaaaaaaaaaaaa!");

  static final List<String> WORDS =
      List.of(
          "*", "+", "?", "{2,3}", "{0,99}", "(", ")", "|", "[", "]", "[^", "-", "\\p{L}", "\\P{Lu}",
          "\\n", "\\", ".", "^", "$", "\\d", "&&", "a");

  /** What both languages agree on. */
  private static final Pattern COMMON = Pattern.compile("[a-zA-Z0-9()|*+?]*");

  private static final int JAVA_LENGTH_MAX = 12;

  @Override
  public String name() {
    return "i-regexp";
  }

  @Override
  public List<byte[]> seeds() {
    return Stream.of(
            "",
            "a*b",
            "(a|b)+c?",
            "[a-zA-Z0-9_-]{1,8}",
            "[^\\n\\r]",
            "\\p{Lu}\\P{Nd}\\.",
            ".{3}",
            "(a*)*b",
            "((a{0,9}){0,9}){0,9}",
            "[\\-a\\]]",
            "\ud834\udd1e+")
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  @Override
  public void check(byte[] input) {
    String pattern = new String(input, StandardCharsets.UTF_8);
    Optional<Regexp> compiled;
    try {
      compiled = Regexp.compile(pattern);
    } catch (JsonPathLimitException tooLarge) {
      return;
    }
    compiled.ifPresent(regexp -> TEXTS.forEach(text -> look(pattern, regexp, text)));
  }

  private static void look(String pattern, Regexp regexp, String text) {
    Work free = units -> {};
    boolean matches = regexp.matches(text, free);
    require(!matches || regexp.finds(text, free), "matches and is not found: " + text);
    if (pattern.length() <= JAVA_LENGTH_MAX && COMMON.matcher(pattern).matches()) {
      try {
        boolean java = Pattern.compile(pattern).matcher(text).matches();
        require(java == matches, "Java says " + java + " of " + text);
      } catch (PatternSyntaxException | StackOverflowError otherLanguage) {
        // Java refuses, or fails, where I-Regexp does not.
      }
    }
  }
}
