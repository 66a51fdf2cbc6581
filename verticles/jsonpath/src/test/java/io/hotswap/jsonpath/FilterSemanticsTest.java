package io.hotswap.jsonpath;

import static io.hotswap.jsonpath.Queries.holds;
import static io.hotswap.jsonpath.Queries.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterSemanticsTest {
  @ParameterizedTest(name = "[{index}] {0} of {1}")
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      value = {
        // Integers beyond what a double tells apart.
        "@ == 9007199254740993            | 9007199254740993            | true",
        "@ == 9007199254740993            | 9007199254740992            | false",
        "@ > 9223372036854775807          | 9223372036854775808         | true",
        "@ == 123456789012345678901234567890 | 123456789012345678901234567890 | true",
        "@ < 123456789012345678901234567891  | 123456789012345678901234567890 | true",
        "@ > -123456789012345678901234567891 | -123456789012345678901234567890 | true",
        // Decimals, and one value in several spellings.
        "@ == 0.1                         | 0.10                        | true",
        "@ == 1                           | 1.0                         | true",
        "@ == 100                         | 1e2                         | true",
        "@ == 0                           | -0.0                        | true",
        "@ == 0.30000000000000001         | 0.3                         | false",
        "@ > 0.3                          | 0.30000000000000001         | true",
        "@ < 1e400                        | 1                           | true",
        "@ == 1e400                       | 1e400                       | true",
        "@ < 1e2000000000                 | 1e400                       | true",
        "@ > 1e-2000000000                | 1e-400                      | true",
        // Strings by code points: U+FFFF comes before U+1D11E, though its unit is the higher one.
        "@ < '\\uD834\\uDD1E'             | '\\uFFFF'                   | true",
        "@ > '\\uFFFF'                    | '\\uD834\\uDD1E'            | true",
        "@ < 'ab'                         | 'a'                         | true",
        "@ < 'a'                          | 'a'                         | false",
        "@ <= 'a'                         | 'a'                         | true",
        "@ < 'B'                          | 'a'                         | false",
        // Deep equality, whatever the order of members.
        "@.a == @.b | {'a': {'x': [1, {'y': 2.0}], 'z': 0}, 'b': {'z': 0, 'x': [1, {'y': 2}]}} | true",
        "@.a == @.b | {'a': [1, 2], 'b': [1, 3]}                                              | false",
        "@.a == @.b | {'a': {'x': 1}, 'b': {'y': 1}}                                          | false",
        "@.a == @.b | {'a': {'x': 1}, 'b': {'x': 1, 'y': 1}}                                  | false",
        "@.a == @.b | {'a': [], 'b': {}}                                                      | false",
        "@.a == @.b | {'a': 'xx', 'b': 'xy'}                                                  | false",
        // Functions.
        "length(@) == 2                   | '\\uD834\\uDD1Ea'           | true",
        "length(@) == 3                   | [1, 2, 3]                   | true",
        "length(@) == 1                   | {'a': [1, 2]}               | true",
        "length(@) == length(@.x)         | 5                           | true",
        "length(@) > 0                    | null                        | false",
        "count(@.*) == 2                  | [1, 2]                      | true",
        "count(@..*) == 3                 | [1, [2]]                    | true",
        "count(@.a) == 0                  | 1                           | true",
        "value(@..a) == 1                 | {'b': {'a': 1}}             | true",
        "value(@..a) == 1                 | {'a': 1, 'b': {'a': 1}}     | false",
        "value(@.x) == value(@.y)         | {}                          | true",
        "value(@.a) == null               | {'a': null}                 | true",
        "match(@, 'a.c')                  | 'abc'                       | true",
        "match(@, 'a.c')                  | 'xabc'                      | false",
        "search(@, 'a.c')                 | 'xabcx'                     | true",
        "match(@.t, @.p)                  | {'t': 'aab', 'p': 'a+b'}    | true",
        "match(@.t, @.p)                  | {'t': 'aab', 'p': 'a++'}    | false",
        "match(@.t, @.p)                  | {'t': 'aab', 'p': 1}        | false",
        "match(@.t, @.q)                  | {'t': 'aab'}                | false",
        "match(@, 1)                      | '1'                         | false",
        "search(@, '[')                   | '['                         | false",
        "!search(@, '[')                  | '['                         | true",
        "match(@, 'a')                    | 1                           | false",
      })
  void conditions(String condition, String element, boolean expected) {
    assertThat(holds(condition, element)).isEqualTo(expected);
  }

  @Test
  void doublesThatAreNoDecimals() {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("inf", Double.POSITIVE_INFINITY);
    document.put("ninf", Float.NEGATIVE_INFINITY);
    document.put("nan", Double.NaN);
    document.put("one", 1.5d).put("other", 1.5d).put("two", 2.5d).put("tenth", 0.1d);
    assertThat(filter(document, "$.inf > 1e400 && $.inf > $.one && $.inf == $.inf")).isTrue();
    assertThat(filter(document, "$.ninf < -1e400 && $.ninf < $.inf && $.inf != 1e400")).isTrue();
    assertThat(filter(document, "$.nan == $.nan || $.nan < 1 || $.nan > 1 || $.nan == 0"))
        .isFalse();
    assertThat(filter(document, "$.one == $.other && $.one < $.two && !($.two < $.one)")).isTrue();
    assertThat(filter(document, "$.tenth == 0.1 && $.two >= 2.5")).isTrue();
  }

  @Test
  void aMissingRootHasNoNodes() {
    JsonPath root = JsonPath.compile("$");
    assertThat(root.select(MissingNode.getInstance())).isEmpty();
    assertThat(root.matches(MissingNode.getInstance())).isFalse();
    assertThat(root.matches(json("null"))).isTrue();
  }

  @Test
  void selectsTheVeryNodesOfTheArgument() {
    var document = json("{'a': {'b': 1}}");
    assertThat(JsonPath.compile("$.a").select(document).get(0).value()).isSameAs(document.get("a"));
  }

  private static boolean filter(ObjectNode document, String condition) {
    return JsonPath.compile("$[?" + condition + "]").matches(document);
  }
}
