package io.hotswap.jsonpath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyntaxTest {
  @ParameterizedTest(name = "[{index}] {0}")
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      value = {
        "``                  | 0 | end (expected: '$'",
        "a                   | 0 | 'a' (expected: '$'",
        "` $`                | 0 | U+0020 (expected: '$'",
        "`$ `                | 1 | U+0020 (expected: '.', '..', '[' or the end",
        "$x                  | 1 | 'x'",
        "$.                  | 2 | end (expected: '*' or a name",
        "$..                 | 3 | end (expected: '*', '[' or a name",
        "$...a               | 3 | '.'",
        "$.1a                | 2 | '1'",
        "$.a-b               | 3 | '-'",
        "$. a                | 2 | U+0020",
        "$['a'               | 5 | end (expected: ',' or ']'",
        "$['a'b]             | 5 | 'b' (expected: ',' or ']'",
        "$[]                 | 2 | ']' (expected: a selector",
        "$[a]                | 2 | 'a' (expected: a selector",
        "$[0,]               | 4 | ']'",
        "$['a\\x']           | 5 | 'x' (expected: an escape",
        "$['a\\\"']          | 5 | '\"' (expected: an escape",
        "$['a                | 4 | end (expected: the closing quote",
        "$['\\               | 4 | end (expected: an escape",
        "$['\\u12']          | 7 | ''' (expected: four hexadecimal digits",
        "$['\\u12\u0664\u0664'] | 7 | '\u0664' (expected: four hexadecimal digits",
        "$['\\uDC00']        | 5 | 'D' (expected: no low surrogate",
        "$['\\uD800']        | 9 | ''' (expected: \\uDC00 to \\uDFFF",
        "$['\\uD800\\u0041'] | 9 | '\\' (expected: \\uDC00 to \\uDFFF",
        "$[01]               | 2 | '0' (expected: a number without leading zeros",
        "$[-0]               | 2 | '-' (expected: 0 without a sign",
        "$[-]                | 3 | ']' (expected: a digit",
        "$[9007199254740992] | 2 | '9' (expected: an integer from -(2^53-1) to 2^53-1",
        "$[::-9007199254740992] | 4 | '-' (expected: an integer",
        "$[99999999999999999999999] | 2 | '9' (expected: an integer",
        "$[1:2:3:4]          | 7 | ':' (expected: ',' or ']'",
        "$[?]                | 3 | ']' (expected: '@', '$', a literal or a function",
        "$[?@.a=1]           | 6 | '=' (expected: '=='",
        "$[?@.a===1]         | 8 | '=' (expected: '@'",
        "$[?@.*==1]          | 3 | '@' (expected: a query of names and indexes only",
        "$[?1==@..a]         | 6 | '@' (expected: a query of names and indexes only",
        "$[?1]               | 4 | ']' (expected: a comparison",
        "$[?'a' && @]        | 7 | '&' (expected: a comparison",
        "$[?!1==1]           | 5 | '=' (expected: a comparison",
        "$[?!@.a==1]         | 7 | '=' (expected: ',' or ']'",
        "$[?!!@.a]           | 4 | '!' (expected: '@'",
        "$[?(@.a]            | 7 | ']' (expected: ')'",
        "$[?(@.a)==1]        | 8 | '=' (expected: ',' or ']'",
        "$[?@.a && ]         | 10 | ']' (expected: '@'",
        "$[?@.a & @.b]       | 7 | '&' (expected: ',' or ']'",
        "$[?True==1]         | 3 | 'T' (expected: '@'",
        "$[?@==nul]          | 6 | 'n' (expected: true, false, null, or a function and '('",
        "$[?@==1.]           | 8 | ']' (expected: a digit",
        "$[?@==1e]           | 8 | ']' (expected: a digit",
        "$[?@==.1]           | 6 | '.'",
        "$[?@==1e99999999999] | 6 | '1' (expected: a number whose exponent has at most 9 digits",
        "$[?size(@)==1]      | 3 | 's' (expected: a function: count, length, match, search, value",
        "$[?length (@)==1]   | 3 | 'l'",
        "$[?length()==1]     | 10 | ')' (expected: 1 argument(s) of length, not 0",
        "$[?count(@,@)==1]   | 12 | ')' (expected: 1 argument(s) of count, not 2",
        "$[?match(@)]        | 10 | ')' (expected: 2 argument(s) of match, not 1",
        "$[?length(@.*)==1]  | 10 | '@' (expected: a value as an argument of length",
        "$[?length(match(@,'a'))==1] | 10 | 'm' (expected: a value as an argument of length",
        "$[?length(@.a==1)==1] | 13 | '=' (expected: ',' or ')': an argument of length",
        "$[?length(!@.a)==1] | 10 | '!' (expected: ',' or ')': an argument of length",
        "$[?length((@.a))==1] | 10 | '(' (expected: ',' or ')': an argument of length",
        "$[?count(1)==1]     | 9 | '1' (expected: a query as an argument of count",
        "$[?value(length(@))==1] | 9 | 'l' (expected: a query as an argument of value",
        "$[?length(@)]       | 12 | ']' (expected: a comparison",
        "$[?match(@,'a')==true] | 3 | 'm' (expected: a value: the result of match or search",
        "$[?count(@.*]       | 12 | ']' (expected: ',' or ')'",
      })
  void refusesWithPositionAndReason(String text, int position, String reason) {
    assertThatExceptionOfType(JsonPathSyntaxException.class)
        .isThrownBy(() -> JsonPath.compile(text))
        .satisfies(e -> assertThat(e.reason()).startsWith(reason))
        .satisfies(e -> assertThat(e.position()).isEqualTo(position))
        .withMessageStartingWith("jsonPath at position " + position + ": " + reason);
  }

  @Test
  void refusesHalvesOfSurrogatePairsAndControlCharacters() {
    for (String bad : new String[] {"\ud800", "\udc00", "\u0000", "\u001f", "\n"}) {
      assertThatExceptionOfType(JsonPathSyntaxException.class)
          .isThrownBy(() -> JsonPath.compile("$['" + bad + "']"))
          .satisfies(e -> assertThat(e.position()).isEqualTo(3))
          .withMessageContaining("U+");
    }
    assertThatExceptionOfType(JsonPathSyntaxException.class)
        .isThrownBy(() -> JsonPath.compile("$.\ud800"));
  }

  @Test
  void positionsCountCodeUnits() {
    assertThatExceptionOfType(JsonPathSyntaxException.class)
        .isThrownBy(() -> JsonPath.compile("$['\uD834\uDD1E'x]"))
        .satisfies(e -> assertThat(e.position()).isEqualTo(6));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$",
        "$ .a [ 'b' , \"c\" ]\t..d\n..[*]\r['x']",
        "$.\u263a_9.\uD834\uDD1E",
        "$[ 1 : 2 : 3 ]",
        "$[::]",
        "$[?@.a == -0 || @.a == -0.5e-3 || @.a == 1E+2]",
        "$[? ! ( @.a && ( $.b || ! @['c'][0] ) ) ]",
        "$[?length( value( $..a ) ) == count( @.* )]",
        "$[?@[ 'a' ] == 1]",
        "$[?true == false, ?null != 'a']",
        "$[?search(value(@..x), '[')]",
      })
  void takesWhatTheGrammarAllows(String text) {
    JsonPath path = JsonPath.compile(text);
    assertThat(path.text()).isEqualTo(text);
    assertThat(path).hasToString(text);
    assertThat(path).isEqualTo(JsonPath.compile(text)).hasSameHashCodeAs(JsonPath.compile(text));
    assertThat(path).isNotEqualTo(JsonPath.compile("$.other"));
  }

  @Test
  void aTextIsNeeded() {
    assertThatNullPointerException().isThrownBy(() -> JsonPath.compile(null));
  }
}
